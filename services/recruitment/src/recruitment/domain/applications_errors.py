"""What may be refused between candidate and partner. Each says what to do; `missing` lists what has to be there first.

Refused
├── applying       CandidateOptedOutForGood · CandidateNotReady · CountyNotServed · ApplicationOpen · ApplicationClosed
├── any step       StepsMissing · UnknownToProgram (422) · DateOutOfBounds (422)
├── screening      StepAlreadyDecided · PanelLacksLivedExperience, PanelNamesApplicant, ReasonMissing (422)
├── checks         DisqualifierDecides · LetterNeeded · CheckAlreadyDecided · CategoriesNeeded, ValidityTooLong (422)
├── hiring         EmploymentDiffers · HeadcountReached
├── trainings      TrainingAlreadyCompleted · ShadowingBeyond · HoursImpossible, HoursTooFew, CourseTooShort (422) · NoApplication (404)
├── vacancies      PostingLanguagesMissing (422) · PlacesBeyondCap · VacancyClosed
├── cohorts        CohortClosed · CohortElsewhere · MemberAlready · SessionAlready · ApplicationUnknown, NotMembers (422)
├── readiness      ReadinessNotAsked · ReadinessAlreadyAgreed · SkillsDiffer (422)
├── careers        CareerStepTaken · CareerStepsFirst · BenefitUsedUp
└── partners       AlreadyCertified · TermsBeyondPolicy · NotActive · AlreadySuspended · NotSuspended · RenewalTooEarly
"""

from peerbridge.errors import Refused


class CandidateOptedOutForGood(Refused):
    """This person asked to hear nothing more, from any programme. They cannot apply unless they take that back."""


class CandidateNotReady(Refused):
    """This person cannot apply to {program} yet: {says}."""


class CountyNotServed(Refused):
    """{program} does not serve the county {county}. Apply to a programme that does."""


class ApplicationOpen(Refused):
    """This person applied to {program} on {submitted_on:%d %B %Y}. Go on with that application."""


class ApplicationClosed(Refused):
    """This application is {state}, so nothing more is decided on it: {advice}."""


class StepsMissing(Refused):
    """It is too early for {step}. Still missing: {says}."""


class UnknownToProgram(Refused, status=422):
    """The programme's policy has no such {thing}. It has: {known}."""


class DateOutOfBounds(Refused, status=422):
    """{field} must be a day from {first} to {last}; the last is today in the county."""


class StepAlreadyDecided(Refused):
    """The step {step} was decided on {decided_on:%d %B %Y}; that decision stands. Look at the application again."""


class PanelLacksLivedExperience(Refused, status=422):
    """{step} needs {need} on the panel with lived experience; this panel has {have}. Decide it with such a panel."""


class ReasonMissing(Refused, status=422):
    """Say why {step} was declined. The reason stays with the panel's notes and never travels."""


class PanelNamesApplicant(Refused, status=422):
    """Each panellist is named once, and the applicant is none of them. Correct the panel."""


class DisqualifierDecides(Refused):
    """In this programme a record of {categories} decides alone: the outcome can only be disqualified."""


class CategoriesNeeded(Refused, status=422):
    """A record is no barrier by itself: name the categories of what was found, or record the check as cleared."""


class LetterNeeded(Refused):
    """Nothing that was found decides alone. Record needs_review, ask the candidate for a letter, decide with it."""


class CheckAlreadyDecided(Refused):
    """The check {check} was decided on {decided_on:%d %B %Y}; that decision stands until a later check."""


class ValidityTooLong(Refused, status=422):
    """valid_until must be a day from {first} to {last}, as the programme says how long the check counts."""


class EmploymentDiffers(Refused):
    """This programme's partners are hired as {model}. Hire as that."""


class HeadcountReached(Refused):
    """The programme has {hired} of {cap} partners. Hire again when a place is free or the programme's cap is raised."""


class TrainingAlreadyCompleted(Refused):
    """The training {training} was completed on {completed_on:%d %B %Y}; it counts once."""


class ShadowingBeyond(Refused):
    """Shadowing is {most} hours at most; {have} are recorded, so {left} are left."""


class HoursImpossible(Refused, status=422):
    """{first} to {last} hold more than 0 and at most {most} hours. Correct them, or name the first day (started_on)."""


class NoApplication(Refused, status=404):
    """This person has no application to {program} that goes on in your counties. Look at the person and the program."""


class HoursTooFew(Refused, status=422):
    """The training {training} takes at least {need} hours. Record it when it is complete."""


class CourseTooShort(Refused, status=422):
    """The training {training} runs over {weeks} weeks. Name the day it began in started_on."""


class PostingLanguagesMissing(Refused, status=422):
    """The announcement is missing in: {missing}. Families speak these languages; post it in each of them (P07)."""


class PlacesBeyondCap(Refused):
    """The programme has {cap} places: {taken} are taken and {looked_for} are looked for already. Look for fewer."""


class VacancyClosed(Refused):
    """This vacancy was closed on {closed_on:%d %B %Y}. Open another one."""


class CohortClosed(Refused):
    """This cohort was closed on {closed_on:%d %B %Y}. Plan another one, or record a training by itself."""


class ApplicationUnknown(Refused, status=422):
    """There is no such application in your counties. Name one by its id."""


class CohortElsewhere(Refused):
    """This cohort is of {program}, and the application is to another programme. Choose a cohort of its own."""


class MemberAlready(Refused):
    """This application is in the cohort already."""


class SessionAlready(Refused):
    """The meeting of {on:%d %B %Y} is noted already; of one day there is one meeting."""


class NeverAttended(Refused):
    """Nobody noted this person at a meeting of the cohort, so there is nothing to count."""


class NotMembers(Refused, status=422):
    """{count} of those who attended are no members of the cohort. Enrol them first."""


class ReadinessNotAsked(Refused):
    """This programme asks for no readiness rating; there is nothing to record."""


class ReadinessAlreadyAgreed(Refused):
    """Partner and coordinator agreed on {agreed_on:%d %B %Y}; a new rating is of a later day."""


class SkillsDiffer(Refused, status=422):
    """Partner and coordinator rate the same skills, each of them: {skills}."""


class AlreadyCertified(Refused):
    """This person was certified on {valid_from:%d %B %Y}. To extend the certification, renew it."""


class TermsBeyondPolicy(Refused):
    """The programme allows {allowed}. Certify within that."""


class NotActive(Refused):
    """This partner's certification is {state}: {advice}."""


class CareerStepTaken(Refused):
    """The step {step} was reached on {reached_on:%d %B %Y}; it is reached once."""


class CareerStepsFirst(Refused):
    """{step} comes after {first}. Record that first."""


class BenefitUsedUp(Refused):
    """{benefit}: at most {most} {unit} are given; {left} are left {when}."""


class AlreadySuspended(Refused):
    """This partner has been suspended since {suspended_on:%d %B %Y}, for {reason}."""


class NotSuspended(Refused):
    """This partner is not suspended; there is nothing to take back."""


class RenewalTooEarly(Refused):
    """The certification is valid until {valid_until:%d %B %Y}. It can be renewed from {opens_on:%d %B %Y} on."""
