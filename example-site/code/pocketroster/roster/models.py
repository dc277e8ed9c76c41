"""People, shifts, and who works which."""

from django.db import models
from django.db.models import F, Q


class Person(models.Model):
    name = models.CharField(max_length=60)
    # Words such as "first aid"; short enough a list to be read by a person.
    qualifications = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    start = models.DateTimeField()
    end = models.DateTimeField()
    needs = models.CharField(max_length=40, blank=True)
    people = models.ManyToManyField(Person, through="Assignment", related_name="shifts")

    class Meta:
        ordering = ["start", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="shift_ends_after_it_starts"
            ),
        ]


class Assignment(models.Model):
    shift = models.ForeignKey(Shift, models.CASCADE)
    person = models.ForeignKey(Person, models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint("shift", "person", name="person_once_a_shift"),
        ]
