"""Two views. With HTMX they answer with one row; without JavaScript, with the page."""

from collections.abc import Iterator

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from roster.models import Assignment, Person, Shift
from roster.rules import Objection, Span, objections, say


@require_GET
def rota(request: HttpRequest) -> HttpResponse:
    context = {
        "shifts": Shift.objects.prefetch_related("people"),
        "people": everybody(),
    }
    return render(request, "roster/rota.html", context)


@require_POST
@transaction.atomic
def assign(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Assign if nothing speaks against it, or if the desk has said *anyway*."""
    shift = get_object_or_404(Shift, pk=shift_id)
    # The lock is on the person: two desks may give one person two shifts at once.
    person = get_object_or_404(
        Person.objects.select_for_update(), pk=request.POST.get("person")
    )
    found = [say(objection) for objection in against(person, shift)]
    if not found or "anyway" in request.POST:
        Assignment.objects.get_or_create(shift=shift, person=person)
        found = []
    context = {"shift": shift, "people": everybody(), "asked": person, "found": found}
    if request.headers.get("HX-Request") == "true":
        return render(request, "roster/row.html", context)
    if found:
        context["shifts"] = Shift.objects.prefetch_related("people")
        return render(request, "roster/rota.html", context)
    return redirect("rota")


def against(person: Person, shift: Shift) -> Iterator[Objection]:
    others = person.shifts.exclude(pk=shift.pk)
    return objections(
        Span(shift.start, shift.end),
        [Span(other.start, other.end) for other in others],
        shift.needs,
        person.qualifications,
    )


def everybody() -> list[Person]:
    return list(Person.objects.order_by("name"))
