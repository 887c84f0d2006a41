"""Make the provider's catalogue from plans.py: ``manage.py sync_plans``. Run it as often as you like."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shared_apps.billing import catalogue
from shared_apps.billing.stripe_client import Away, Refused


class Command(BaseCommand):
    help = "Make the products, prices, meter and coupons of shared_apps/billing/plans.py at Stripe, where missing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = catalogue.sync()
        except (Away, Refused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n".join(made) if made else "Everything is there.")
