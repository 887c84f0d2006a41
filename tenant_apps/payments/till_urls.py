"""The addresses of the till: taking money, cash, closing, receipts."""

from django.urls import path

from tenant_apps.payments.views import cash, closing, counter, courier, receipts

urlpatterns_till = [
    path("counter/dues/", counter.dues, name="dues"),
    path("counter/orders/<uuid:id>/pay/", counter.pay, name="pay-counter"),
    path("counter/orders/<uuid:id>/hand-back/", counter.hand_back, name="hand-back"),
    path("counter/orders/<uuid:id>/due/", counter.due, name="due"),
    path("counter/orders/<uuid:id>/receipt.pdf", receipts.at_counter, name="counter-receipt"),
    path("counter/payments/<uuid:id>/back/", counter.take_back, name="take-back"),
    path("courier/cash/", courier.own, name="courier-cash"),
    path("courier/dues/", courier.dues, name="courier-dues"),
    path("courier/dues/<uuid:id>/take/", courier.take, name="courier-take"),
    path("manage/cash/", cash.page, name="cash"),
    path("manage/cash/open/", cash.open_drawer, name="open-drawer"),
    path("manage/cash/move/", cash.move, name="move-cash"),
    path("manage/cash/count/", cash.count, name="count-cash"),
    path("manage/cash/couriers/<uuid:id>/", courier.of_courier, name="cash-courier"),
    path("manage/cash/couriers/<uuid:id>/float/", courier.give_float, name="give-float"),
    path("manage/closing/", closing.days, name="closing"),
    path("manage/closing/preview/", closing.preview, name="closing-preview"),
    path("manage/closing/close/", closing.close, name="close-day"),
    path("manage/closing/<uuid:id>/", closing.closed, name="closed-day"),
    path("manage/closing/<uuid:id>.pdf", closing.pdf, name="closed-day-pdf"),
    path("manage/closing/<uuid:id>.csv", closing.csv, name="closed-day-csv"),
    path("manage/receipts/", receipts.found, name="receipts"),
    path("manage/receipts/receipts.csv", receipts.csv, name="receipts-csv"),
    path("manage/receipts/<uuid:id>/", receipts.one, name="receipt-staff"),
    path("manage/receipts/<uuid:id>.pdf", receipts.pdf, name="receipt-staff-pdf"),
    path("manage/receipts/<uuid:id>/roll.pdf", receipts.roll, name="receipt-staff-roll"),
    path("orders/<uuid:id>/receipt/", receipts.own, name="receipt"),
    path("orders/<uuid:id>/receipt.pdf", receipts.own_pdf, name="receipt-pdf"),
]
