"""What a server's process keeps, in a process of its own."""

import json
import subprocess
import sys

STARTING = """
import gc, json, weakref
from service import memory

class Thing:
    pass

def let_go():
    thing = Thing()
    thing.itself = thing
    return weakref.ref(thing)

def is_collected():
    gone = let_go()
    for _ in range(2000):
        [[] for _ in range(1000)]
        if gone() is None:
            return True
    return False

told = {"before": is_collected()}
memory.settle()
told["frozen by itself"] = gc.get_freeze_count()
memory.begin()
told["starting"] = is_collected()
memory.settle()
told["frozen"] = gc.get_freeze_count() > 1000
told["settled"] = is_collected()
print(json.dumps(told))
"""


def test_garbage_is_looked_for_but_while_a_server_starts() -> None:
    done = subprocess.run([sys.executable, "-c", STARTING], capture_output=True, check=True)
    assert json.loads(done.stdout) == {
        "before": True,
        "frozen by itself": 0,
        "starting": False,
        "frozen": True,
        "settled": True,
    }


FREE = """
import ctypes, json
from pathlib import Path

import anyio
from service import memory

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p

def held():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) >> 10 for line in lines if line.startswith("Anonymous"))

async def run():
    told = [held()]
    taken = [libc.malloc(64 << 10) for _ in range(1000)]
    for place in taken:
        ctypes.memset(place, 1, 64 << 10)
    for place in taken[:-1]:
        libc.free(ctypes.c_void_p(place))
    told.append(held())
    async with memory.trimmed(pause=0.01):
        with anyio.move_on_after(20):
            while held() > told[0] + 20:
                await anyio.sleep(0.01)
    print(json.dumps([*told, held()]))

anyio.run(run)
"""


def test_what_is_free_between_what_is_in_use_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", FREE], capture_output=True, check=True)
    before, freed, trimmed = json.loads(done.stdout)
    assert freed > before + 50
    assert trimmed < before + 20
