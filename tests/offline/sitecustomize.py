"""Every interpreter that is started with this folder on PYTHONPATH writes down, and refuses, whatever would ask for a
name or send to an address that is not this machine's own. Code that is not Python is not seen here.
"""

import ipaddress
import os
import sys
import traceback

_NOTES = os.environ["NIANBAO_NETWORK_NOTES"]
_LOOKED_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_SENT_TO = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def _is_elsewhere(event: str, arguments: tuple[object, ...]) -> bool:
    if event in _LOOKED_UP:
        host = arguments[0]
    elif event in _SENT_TO and isinstance(arguments[1], tuple):  # another kind of address is a socket of this machine
        host = arguments[1][0]
    else:
        return False
    if host in (None, "", b"", "localhost"):
        return False
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host).partition("%")[0])
    except ValueError:
        return True
    # A number is looked up without asking anybody; what is bound to every address is connected to on this machine.
    return event in _SENT_TO and not (address.is_loopback or address.is_unspecified)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith("socket.") and _is_elsewhere(event, arguments):
        with open(_NOTES, "a", encoding="utf-8") as notes:
            notes.write(f"{event} {arguments[:2]}\n{''.join(traceback.format_stack(limit=8))}\n")
        raise PermissionError("no network here")


sys.addaudithook(_refuse)
