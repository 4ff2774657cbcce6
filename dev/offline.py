"""Runs a program in a network of its own that has nothing but a loopback: what calls out, fails.

    python -m dev.offline pytest tests/api

Linux only, and only where users may have namespaces of their own.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

_NEW_USER: Final = 0x10000000
_NEW_NETWORK: Final = 0x40000000
_GET_FLAGS: Final = 0x8913
_SET_FLAGS: Final = 0x8914
_UP: Final = 0x1


class NotPermittedError(Exception):
    """The system lets this user have no network of its own."""


def leave() -> None:
    """Moves this process, and all that it starts, to a network with only a loopback; NotPermittedError."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        if libc.unshare(_NEW_USER | _NEW_NETWORK):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
        _raise_loopback()
    except (OSError, AttributeError) as error:
        raise NotPermittedError(str(error)) from error


def interfaces() -> list[str]:
    """The network interfaces that this process sees."""
    return [name for _, name in socket.if_nameindex()]


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        asked = struct.pack("16sH22x", b"lo", 0)
        (flags,) = struct.unpack_from("H", fcntl.ioctl(control, _GET_FLAGS, asked), 16)
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sH22x", b"lo", flags | _UP))


def main(arguments: Sequence[str]) -> NoReturn:
    """Leaves the network, or says loudly that this is not permitted, and becomes a module of Python."""
    try:
        leave()
    except NotPermittedError as error:
        told = "NOT OFFLINE: this system gives this user no network namespaces"
        print(f"{told} ({error}); what follows has the network that there is.", file=sys.stderr, flush=True)
    else:
        print(f"» without a network: the interfaces are {', '.join(interfaces())}", flush=True)
    os.execv(sys.executable, [sys.executable, "-m", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
