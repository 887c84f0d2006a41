"""The wire to a printer in a shop's own network, and who may be at its end.

Off unless the deployment names networks in PRINTER_NETWORKS. In a cloud our servers are not in the
shop's network, and a private address there is a neighbour of ours: whoever could type one would make
us knock at it. Where we do stand in the shop's network (a box in the back room, a tunnel), its owner
names that network, and only printers' own ports in it are reached.
"""

import socket
from ipaddress import ip_address, ip_network

from django.conf import settings

from tenant_apps.kitchen.errors import BadPrinterAddress, PrintersOff

PORTS = range(9100, 9110)  # raw printing (AppSocket), one for each head of a print server
SECONDS = 5


def is_on() -> bool:
    return bool(settings.PRINTER_NETWORKS)


def check_can_reach(address: str, port: int) -> None:
    """Raise PrintersOff, or BadPrinterAddress for anything but a printer's port in a private network that was named."""
    if not is_on():
        raise PrintersOff()
    try:
        place = ip_address(address)
        named = any(place in ip_network(network) for network in settings.PRINTER_NETWORKS)
    except ValueError:
        named = False
    if not named or not place.is_private or place.is_link_local or place.is_unspecified or port not in PORTS:
        raise BadPrinterAddress(address=f"{address}:{port}")


def deliver(address: str, port: int, data: bytes) -> None:
    """Send the bytes and wait until they are taken. Raises OSError, and what check_can_reach raises.

    The address is a number, never a name: nothing is looked up that could be answered otherwise the second time.
    """
    check_can_reach(address, port)
    with socket.create_connection((address, port), timeout=SECONDS) as wire:
        wire.sendall(data)
        wire.shutdown(socket.SHUT_WR)
        # A printer says nothing; that it closes, or lets us wait, is all the answer there is.
        wire.settimeout(1)
        try:
            wire.recv(16)
        except TimeoutError:
            return
