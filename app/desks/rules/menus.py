"""The menu of every page, by roles."""

from app.desks.rules.waiting import View, views
from app.kernel.actors import Actor

CALLS = ("/procurement/calls", "menu.calls")
APPLICATIONS = ("/offers", "menu.applications")
CONTRACTS = ("/contracts", "menu.contracts")
CATALOGUE = ("/catalogue", "menu.catalogue")
CLIENTS = ("/clients", "menu.clients")
ORDERS = ("/orders", "menu.orders")
DELIVERIES = ("/deliveries", "menu.deliveries")
IMPACT = ("/impact", "menu.impact")
INVOICES = ("/invoices", "menu.invoices")
FUNDS = ("/funds", "menu.funds")
AUDIT = ("/audit", "menu.audit")
SUPPLIERS = ("/suppliers", "menu.suppliers")
ORGANISATIONS = ("/organisations", "menu.organisations")
OPEN_CALLS = ("/", "menu.open_calls")
DESK, ACCOUNT = ("/desk", "menu.desk"), ("/account", "menu.account")
MENUS = {
    View.OFFICER: (CALLS, CONTRACTS, CATALOGUE, ORDERS, FUNDS, IMPACT, ORGANISATIONS),
    View.CASE_WORKER: (CLIENTS, CATALOGUE, ORDERS, DELIVERIES),
    View.SUPPLIER: (
        OPEN_CALLS,
        CONTRACTS,
        CATALOGUE,
        ORDERS,
        DELIVERIES,
        INVOICES,
        SUPPLIERS,
        ORGANISATIONS,
    ),
    View.FINANCE: (INVOICES, FUNDS),
    View.BOOKKEEPER: (INVOICES, SUPPLIERS),
    View.AUDITOR: (AUDIT, INVOICES, FUNDS),
    View.ADMINISTRATOR: (ORGANISATIONS, AUDIT),
}


def menu(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Addresses and the ids of their texts: the desk first, then each role's own, the account last.

    >>> from uuid import UUID
    >>> from app.kernel.actors import ActorKind, Role
    >>> city = UUID(int=1)
    >>> reijo = Actor(ActorKind.PERSON, UUID(int=2), frozenset({city}), {city: frozenset({Role.FINANCE})})
    >>> [path for path, _ in menu(reijo)]
    ['/desk', '/invoices', '/funds', '/account']
    """
    items = [DESK, *(item for view in views(actor) for item in MENUS[view]), ACCOUNT]
    return tuple(dict.fromkeys(items))
