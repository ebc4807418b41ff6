from typing import get_type_hints

import pytest

from index.errors import InvalidInput
from index.training.recipe import Budget, Recipe


def test_a_change_is_of_the_kind_of_what_it_changes() -> None:
    recipe = Recipe().change(["rivals=8", "layer_rate=1e-3"])
    assert (recipe.rivals, recipe.layer_rate) == (8, 1e-3)
    assert Recipe().change([]) == Recipe()
    assert set(get_type_hints(Recipe).values()) == {int, float}


@pytest.mark.parametrize("change", ["speed=3", "rivals", "rivals=fast", "=1", "change=1"])
def test_a_change_of_the_recipe_that_is_none_is_one_clear_line(change: str) -> None:
    with pytest.raises(InvalidInput, match="give NAME=VALUE, NAME being one of layer_rate"):
        Recipe().change([change])


def test_a_budget_is_used_up_by_whichever_comes_first() -> None:
    budget = Budget(minutes=2, units=100)
    assert budget.used(seconds=0, units=0) == 0
    assert budget.used(seconds=60, units=10) == 0.5
    assert budget.used(seconds=6, units=90) == 0.9
    assert budget.used(seconds=600, units=1) == 1
