"""Paper from a printer in the shop's network: once, however often it is told, and never to anybody else's address."""

import socket
import threading
from datetime import timedelta

import pytest

import tenants
from shared_apps.journal.models import Entry
from tenant_apps.kitchen import actions, network, queries, reactions, tasks
from tenant_apps.kitchen.errors import BadPrinterAddress, NoPrinter, PrintersOff
from tenant_apps.kitchen.models import Printer, PrintJob
from tenant_apps.ordering import actions as ordering
from tests import orders
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COOK
from tests.tenant_apps.kitchen.test_changes import edit

HX = {"HTTP_HX_REQUEST": "true"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def lan(settings):
    """This installation stands in the shop's network."""
    settings.PRINTER_NETWORKS = ["192.168.0.0/16", "127.0.0.0/8"]


@pytest.fixture
def taken(lan, monkeypatch):
    """What the printers were sent; ``taken.broken`` makes them refuse."""

    class Taken(list):
        broken = False

    got = Taken()

    def deliver(address, port, data):
        if got.broken:
            raise ConnectionRefusedError("no paper")
        got.append((address, port, data))

    monkeypatch.setattr(network, "deliver", deliver)
    return got


def printer(prints="label", station="", **more):
    return Printer.objects.create(name="Epson", address="192.168.1.9", prints=prints, station=station, **more)


def run(at=LUNCH):
    """Print what is due as the sweeper does."""
    for job in PrintJob.objects.due(at=at):
        tasks._print(str(job.id), at=at)


def reacted(fact):
    """Let the printers hear of the last fact of this kind."""
    entry = Entry.objects.filter(fact=fact).latest("id")
    (reactions.print_changes if fact == "OrderEdited" else reactions.print_order)(entry)


def test_an_accepted_order_is_printed_by_who_prints_such(taken, accepted):
    printer("label"), printer("ticket", station="oven"), printer("ticket", station="bar")
    accepted("2 Margherita")
    reacted("OrderAccepted")
    run()
    assert len(taken) == 2  # nothing of it is made at the bar
    assert sum(b"Margherita" in data for *_, data in taken) == 2


def test_told_twice_it_is_printed_once(taken, accepted):
    printer()
    accepted()
    reacted("OrderAccepted")
    reacted("OrderAccepted")
    run()
    run()
    assert len(taken) == 1
    assert PrintJob.objects.get().printed_at == LUNCH


def test_an_order_for_later_is_printed_when_it_is_begun(taken, accepted):
    printer()
    order = accepted(when=LUNCH + 90 * MINUTE)
    reacted("OrderAccepted")
    assert order.fires_at > LUNCH
    run()
    assert taken == []
    run(order.fires_at)
    assert len(taken) == 1


def test_what_was_cancelled_meanwhile_wastes_no_paper(taken, accepted):
    printer()
    order = accepted()
    reacted("OrderAccepted")
    ordering.cancel_order(order, by=COOK, at=LUNCH)
    run()
    assert taken == []
    assert not PrintJob.objects.due(at=LUNCH + MINUTE).exists()


def test_an_edit_prints_the_change_and_the_labels_again(taken, accepted):
    printer("ticket"), printer("label")
    edit(accepted("Margherita", "Marinara"), without="Marinara", added="Diavola")
    reacted("OrderEdited")
    run()
    change = next(data for *_, data in taken if b"MODIFICA" in data)
    assert b"Diavola" in change and b"Margherita" not in change
    assert len(taken) == 2


def test_a_printer_without_paper_is_asked_again_and_the_kitchen_is_told_once(taken, accepted):
    printer()
    accepted()
    reacted("OrderAccepted")
    taken.broken = True
    run()
    run(LUNCH + 1 * MINUTE)
    (job,) = queries.board(at=LUNCH + MINUTE).failed
    assert (job.attempts, "ConnectionRefused" in job.error) == (2, True)
    assert Entry.objects.filter(fact="PrintingFailed").count() == 1
    taken.broken = False
    run(LUNCH + 5 * MINUTE)
    assert len(taken) == 1
    assert queries.board(at=LUNCH + 5 * MINUTE).failed == []


def test_in_the_end_nobody_tries_any_more(taken, accepted, open_napoli, clock, anna, signed_in):
    printer()
    accepted()
    reacted("OrderAccepted")
    taken.broken = True
    run()
    run(LUNCH + 30 * MINUTE)
    job = PrintJob.objects.get()
    assert job.given_up_at == LUNCH + 30 * MINUTE
    assert not PrintJob.objects.due(at=LUNCH + timedelta(hours=5)).exists()
    tablet = signed_in(open_napoli, anna)
    assert f"/kitchen/jobs/{job.id}/drop/" in tablet.get("/kitchen/").content.decode()
    assert tablet.post(f"/kitchen/jobs/{job.id}/drop/", **HX).status_code == 200
    assert queries.board(at=LUNCH).failed == []


def test_of_two_workers_one_prints(taken, accepted):
    printer()
    accepted()
    reacted("OrderAccepted")
    id = PrintJob.objects.get().id
    assert actions.take_job(id, at=LUNCH) is not None
    assert actions.take_job(id, at=LUNCH) is None


def test_a_worker_that_dies_leaves_it_to_the_next(taken, accepted):
    printer()
    accepted()
    reacted("OrderAccepted")
    actions.take_job(PrintJob.objects.get().id, at=LUNCH)  # and then the lights go out
    run(LUNCH + MINUTE)
    assert len(taken) == 1


def test_it_can_be_printed_again(taken, accepted, open_napoli, clock, anna, signed_in, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.print_job, "delay", asked.append)
    printer()
    order = accepted()
    tablet = signed_in(open_napoli, anna)
    for _ in range(2):
        assert tablet.post(f"/kitchen/orders/{order.id}/print/", {"paper": "label"}).status_code == 302
    assert len(asked) == PrintJob.objects.count() == 2
    page = tablet.get(f"/kitchen/orders/{order.id}/print/", headers={"Accept-Language": "en"}).content.decode()
    assert page.count("waits for") == 2
    assert tablet.post(f"/kitchen/orders/{order.id}/print/", {"paper": "money"}).status_code == 404


def test_without_a_printer_one_is_told_how_to_print(lan, accepted):
    with pytest.raises(NoPrinter):
        actions.print_paper(accepted(), "label", by=COOK, at=LUNCH)


def test_where_printers_are_out_of_reach_nothing_waits_for_them(accepted):
    printer()
    accepted()
    reacted("OrderAccepted")
    assert not PrintJob.objects.exists()


@pytest.mark.parametrize(
    ("address", "port"),
    [
        ("8.8.8.8", 9100),  # not private
        ("10.0.0.5", 9100),  # private, but nobody named it
        ("169.254.169.254", 9100),  # where clouds keep their secrets
        ("192.168.1.9", 5432),  # no printer's port
        ("192.168.1.9", 6379),
        ("0.0.0.0", 9100),
        ("printer.local", 9100),  # a name may be answered otherwise the second time
        ("::1", 9100),
    ],
)
def test_only_printers_in_a_network_that_was_named(settings, address, port):
    settings.PRINTER_NETWORKS = ["192.168.0.0/16", "169.254.0.0/16", "0.0.0.0/8", "8.8.8.0/24"]
    with pytest.raises(BadPrinterAddress):
        network.check_can_reach(address, port)
    network.check_can_reach("192.168.1.9", 9100)


def test_unless_the_deployment_says_so_nobody_is_reached():
    with pytest.raises(PrintersOff):
        network.deliver("192.168.1.9", 9100, b"")


def test_an_address_that_was_allowed_once_is_asked_about_again(lan, settings, accepted):
    printer()
    accepted()
    reacted("OrderAccepted")
    settings.PRINTER_NETWORKS = ["10.0.0.0/8"]
    run()
    assert "BadPrinterAddress" in PrintJob.objects.get().error


def test_the_bytes_arrive_on_a_real_socket(lan, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setattr(network, "PORTS", range(port, port + 1))
        got = []

        def listen():
            wire, _ = server.accept()
            with wire:
                got.append(b"".join(iter(lambda: wire.recv(1024), b"")))

        listener = threading.Thread(target=listen)
        listener.start()
        network.deliver("127.0.0.1", port, b"\x1b@ciao" * 1000)
        listener.join(5)
    assert got == [b"\x1b@ciao" * 1000]


def test_the_sweeper_looks_only_where_there_are_printers(lan, open_napoli, accepted, settings, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.print_waiting, "delay", lambda: asked.append(tenants.current().slug))
    monkeypatch.setenv("NOW", LUNCH.isoformat())
    printer()
    accepted()
    reacted("OrderAccepted")
    with tenants.platform():
        tasks.print_waiting_everywhere()
    assert asked == ["napoli"]
    settings.PRINTER_NETWORKS = []
    with tenants.platform():
        tasks.print_waiting_everywhere()
    assert asked == ["napoli"]


def test_an_owner_adds_and_removes_a_printer(lan, open_napoli, clock, ciro, anna, signed_in):
    owner = signed_in(open_napoli, ciro)
    fields = {
        "name": "Epson",
        "address": "192.168.1.9",
        "port": "9100",
        "prints": "ticket",
        "station": "",
        "codepage": "19",
    }
    refused = owner.post("/kitchen/printers/", {**fields, "address": "8.8.8.8"}, headers={"Accept-Language": "en"})
    assert refused.status_code == 422 and "no address in the network" in refused.content.decode()
    assert owner.post("/kitchen/printers/", fields).status_code == 302
    row = Printer.objects.get()
    assert "192.168.1.9:9100" in owner.get("/kitchen/printers/").content.decode()
    assert signed_in(open_napoli, anna).get("/kitchen/printers/").status_code == 403
    owner.post(f"/kitchen/printers/{row.id}/remove/")
    assert not Printer.objects.exists()


def test_where_none_can_be_reached_the_page_says_what_to_do(open_napoli, clock, ciro, signed_in):
    page = signed_in(open_napoli, ciro).get("/kitchen/printers/", headers={"Accept-Language": "en"}).content.decode()
    assert "Printing from the browser" in page and "<form" not in page[page.index('id="main"') :]


def test_an_order_nobody_accepted_is_not_printed(taken, open_napoli):
    printer()
    order = orders.order()
    reactions._print(Entry(payload={"order": str(order.id)}, at=LUNCH), "label")
    assert not PrintJob.objects.exists()
