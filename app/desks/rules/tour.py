"""The demo's tour: ten steps through one procurement, each with the person to be and the page to open."""

from dataclasses import dataclass

PASSWORD = "vapaasti-kokeiltavaksi"  # noqa: S105 - of invented people, in the demo alone


@dataclass(frozen=True)
class TourStep:
    """`code` names its texts; nobody has to log in where `email` is empty."""

    code: str
    path: str
    email: str = ""


TOUR = (
    TourStep("open_call", "/"),
    TourStep("officer", "/desk", "oona@lehtola.example"),
    TourStep("decision", "/contracts", "paavo@lehtola.example"),
    TourStep("monday", "/desk", "tiina@lehtola.example"),
    TourStep("client", "/orders", "tiina@lehtola.example"),
    TourStep("answer", "/desk", "vilma@valopolku.example"),
    TourStep("delivery", "/deliveries", "vilma@valopolku.example"),
    TourStep("approval", "/deliveries/waiting", "tiina@lehtola.example"),
    TourStep("invoice", "/invoices", "vilma@valopolku.example"),
    TourStep("finance", "/desk", "leena@lehtola.example"),
)
