"""Who works in the demo shop: four teams, six people. The addresses are of example.com, which belongs to nobody."""

from __future__ import annotations

TEAMS = (
    ("support", "Customer care"),
    ("logistics", "Logistics"),
    ("finance", "Finance"),
    ("management", "Management"),
)

STAFF = (
    ("Giulia Marchetti", "giulia@example.com", "owner", ("management", "support"), "it"),
    ("Luca Rinaldi", "luca@example.com", "manager", ("support",), "it"),
    ("Elena Sanz", "elena@example.com", "agent", ("support",), "es"),
    ("Darek Pawlak", "darek@example.com", "agent", ("logistics",), "pl"),
    ("Marta Kowal", "marta@example.com", "agent", ("finance",), "pl"),
    ("Tom Archer", "tom@example.com", "viewer", ("management",), "en"),
)
"""Name, address, role, teams, language of the screens."""

PLATFORMS = (("shopify", "Lamps online"), ("woocommerce", "Lamps for the trade"), ("generic", "Phone orders"))
"""Platform and name of each connection."""
