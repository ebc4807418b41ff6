"""Named arrays in one file, which is mapped into memory and not read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.durable import Written

Arrays = Mapping[str, NDArray[Any]]

_ALIGNED = 64
_LENGTH = np.dtype("<u8")


def write_arrays(file: Written, arrays: Arrays) -> None:
    """Write arrays to a file, each at a multiple of 64 bytes; raises OSError.

    First comes the length of a header, then the header: the type, shape and place of each in JSON.
    """
    described = {
        name: [array.dtype.str, list(array.shape), array.nbytes] for name, array in arrays.items()
    }
    header = json.dumps(described).encode()
    file.write(np.array(len(header), _LENGTH).tobytes() + header)
    written = _LENGTH.itemsize + len(header)
    for array in arrays.values():
        file.write(bytes(-written % _ALIGNED))
        written += -written % _ALIGNED
        if array.nbytes:
            file.write(np.ascontiguousarray(array))
        written += array.nbytes


def map_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays that `write_arrays` wrote, which take no memory but what is looked at.

    Raises OSError, ValueError, KeyError.
    """
    whole: NDArray[np.uint8] = np.memmap(path, np.uint8, mode="r")
    length = int(whole[: _LENGTH.itemsize].view(_LENGTH)[0])
    place = _LENGTH.itemsize + length
    described = json.loads(whole[_LENGTH.itemsize : place].tobytes())
    arrays = {}
    for name, (kind, shape, size) in described.items():
        place += -place % _ALIGNED
        # Not as a memmap: what is made of such a one costs more than what is made of an array.
        flat = np.asarray(whole[place : place + size])
        arrays[name] = flat.view(kind).reshape(shape)
        place += size
    return arrays
