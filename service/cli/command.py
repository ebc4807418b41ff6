"""How commands tell what they take: flags without a type, arguments as they are written."""

from typing import Any

from typer.core import TyperCommand, TyperGroup


def _untyped(parameters: list[Any]) -> list[Any]:
    """Return the parameters, flags so that help shows no type beside them."""
    for each in parameters:
        if getattr(each, "is_flag", False):
            each.metavar = ""
    return parameters


class Command(TyperCommand):
    """A command."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return what it takes."""
        return _untyped(super().get_params(ctx))

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words of its usage line."""
        arguments = [each for each in self.get_params(ctx) if each.param_type_name == "argument"]
        names = [(each.display_name_raw, each.required) for each in arguments]
        return ["[OPTIONS]", *(name if required else f"[{name}]" for name, required in names)]


class Group(TyperGroup):
    """A command that has commands."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return what it takes before the command."""
        return _untyped(super().get_params(ctx))
