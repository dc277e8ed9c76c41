from django.urls import path

from roster import views

urlpatterns = [
    path("", views.rota, name="rota"),
    path("shifts/<int:shift_id>/assign", views.assign, name="assign"),
]
