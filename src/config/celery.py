"""The workers: one Celery app; what runs at night or every minute stands here."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("pizzamama", task_cls="tenants.tasks:TenantTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "facts that a crash left behind": {"task": "shared_apps.journal.tasks.sweep_journals", "schedule": 30.0},
    "reactions that nobody finished": {
        "task": "shared_apps.journal.tasks.sweep_reactions",
        "schedule": crontab(minute="*/10"),
    },
    "sign-ups that stopped half way": {"task": "shared_apps.onboarding.tasks.finish_signups", "schedule": 15.0},
    "messages that did not get out": {
        "task": "tenant_apps.notifications.tasks.send_waiting_everywhere",
        "schedule": 30.0,
    },
    "papers that no printer took yet": {
        "task": "tenant_apps.kitchen.tasks.print_waiting_everywhere",
        "schedule": 10.0,
    },
    "learn from yesterday": {
        "task": "tenant_apps.insights.tasks.learn_everywhere",
        "schedule": crontab(hour=3, minute=30),
    },
    "sessions and tokens past their time": {
        "task": "shared_apps.accounts.tasks.tidy_every_house",
        "schedule": crontab(hour=4, minute=10),
    },
    "baskets that nobody comes back for": {
        "task": "tenant_apps.ordering.tasks.tidy_everywhere",
        "schedule": crontab(hour=4, minute=25),
    },
    "photos that no menu shows": {
        "task": "tenant_apps.menu.tasks.tidy_photos_everywhere",
        "schedule": crontab(hour=4, minute=40),
    },
    "places that nobody came back for": {
        "task": "tenant_apps.delivery.tasks.sweep_everywhere",
        "schedule": crontab(minute="*/15"),
    },
    "pre-orders that are begun soon": {
        "task": "tenant_apps.ordering.tasks.check_pre_orders_everywhere",
        "schedule": 60.0,
    },
    "trials that end and bills that are overdue": {
        "task": "shared_apps.billing.tasks.move_everybody_on",
        "schedule": crontab(minute="*/10"),
    },
    "payments that a crash left half way": {"task": "shared_apps.billing.tasks.finish_calls", "schedule": 30.0},
    "subscriptions as the provider knows them": {
        "task": "shared_apps.billing.tasks.read_everything_again",
        "schedule": crontab(hour=2, minute=50),
    },
    "orders for the meter": {"task": "shared_apps.billing.tasks.hand_in_orders", "schedule": crontab(minute=22)},
    "payments that nobody finished": {
        "task": "tenant_apps.payments.tasks.complete_everywhere",
        "schedule": 15.0,
    },
    "payments without a mark": {
        "task": "tenant_apps.payments.tasks.mark_everywhere",
        "schedule": crontab(minute=37),
    },
    "our books beside the providers'": {
        "task": "tenant_apps.payments.tasks.reconcile_everywhere",
        "schedule": crontab(hour=4, minute=50),
    },
    "figures for head office": {"task": "tenant_apps.insights.tasks.hand_in_everywhere", "schedule": crontab(minute=7)},
    "months that are frozen": {
        "task": "shared_apps.franchise.tasks.freeze_due_statements",
        "schedule": crontab(hour=5, minute=20),
    },
}
