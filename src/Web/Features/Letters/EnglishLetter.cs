using System.Globalization;

namespace EarlyWarning.Web.Features.Letters;

/// <summary>The letter in English.</summary>
internal sealed class EnglishLetter : LetterTexts
{
    public override string Code => "en";

    public override string Name => "English";

    protected override CultureInfo UsualCulture { get; } = CultureInfo.GetCultureInfo("en-GB");

    protected override string StrengthsHeading => "What is going well";

    protected override string ConcernsHeading => "What we would like to change together";

    protected override string ContactHeading => "How to reach us";

    protected override string CorrectionHeading => "If something here is not right";

    protected override string CanChange => "All of this can still change.";

    protected override string Regards => "With kind regards";

    public override string Day(DateOnly day) => day.ToString("d MMMM yyyy", Culture);

    protected override string SupportHeading(LetterFacts facts) =>
        facts.Support.Any(s => s.IsAgreed) ? "What the school does, and what was agreed"
        : facts.Support.Count > 0 || facts.Offers.Count > 0 ? "What the school offers"
        : "What could help";

    protected override string Opening(LetterFacts facts) =>
        $"Dear family of {facts.FullName},\n\nwe would like to tell you how {facts.GivenName} is doing in {facts.ClassTitle}. "
        + $"This letter is written from the school's records up to {Day(facts.AsOf)}.";

    protected override string NoStrength(LetterFacts facts) => $"We are glad to have {facts.GivenName} with us.";

    protected override string Attendance(AttendancePoint point, string name, bool isStrength)
    {
        var since = $"since {ShortDay(point.Since)}";
        if (isStrength)
        {
            return point.Missed == 0
                ? $"{name} was at school on every one of {point.SchoolDays} school days {since}."
                : $"{name} was at school on {point.SchoolDays - point.Missed} of {point.SchoolDays} school days {since}.";
        }

        List<string> sentences = [];
        if (point.Missed > 0)
        {
            sentences.Add($"{name} was absent on {point.Missed} of {point.SchoolDays} school days {since}.");
        }

        if (point.Unexplained > 0)
        {
            sentences.Add($"For {Count(point.Unexplained, "of these days", "of these days")} we know of no reason.");
        }

        if (point.Partial > 0)
        {
            sentences.Add($"On {Count(point.Partial, "day", "days")} {name} came late or left early.");
        }

        return string.Join(' ', sentences);
    }

    protected override string Work(WorkPoint point, string name, bool isStrength)
    {
        if (isStrength)
        {
            return point.Missing.Count == 0
                ? $"{name} has handed in all {point.Due} pieces of work due so far."
                : $"{name} has handed in {point.Due - point.Missing.Count} of the {point.Due} pieces of work due so far.";
        }

        List<string> sentences = [];
        if (point.Missing.Count > 0)
        {
            var named = point.Missing.Take(MostNamed).Select(m => $"{m.Title} (due {ShortDay(m.DueDate)})").ToList();
            var more = point.Missing.Count - named.Count;
            sentences.Add($"Work not handed in: {Listed(more > 0 ? [.. named, $"{more} more"] : named, "and")}.");
        }

        if (point.Late > 0)
        {
            sentences.Add(
                point.Late == 1 ? "One piece of work came in late." : $"{point.Late} pieces of work came in late."
            );
        }

        return string.Join(' ', sentences);
    }

    protected override string Marks(MarksPoint point, bool isStrength) =>
        $"{(isStrength ? "Good marks" : "The latest marks")}: "
        + $"{Listed([.. point.Marks.Select(m => $"{Number(m.Score)} of {Number(m.Max)} in {m.Title}")], "and")}.";

    protected override string Activity(ActivityPoint point, string name) =>
        point.ActiveDays == 0
            ? $"{name} last used the online pages of the class on {ShortDay(point.LastActive!.Value)}."
            : $"{name} used the online pages of the class on {point.ActiveDays} of the last {point.Days} days.";

    protected override string Supported(LetterSupport support)
    {
        if (!support.IsAgreed)
        {
            return $"{support.Kind}: we have asked for it and will tell you when it begins.";
        }

        List<string> sentences = [$"{support.Kind} is agreed."];
        if (support.Goals is { } goals)
        {
            sentences.Add($"The goal: “{goals.TrimEnd('.')}”.");
        }

        if (support.StartsOn is { } start)
        {
            sentences.Add($"First day: {Day(start)}.");
        }

        if (support.Owner is { } owner)
        {
            sentences.Add($"{owner} looks after it.");
        }

        if (support.FollowUpOn is { } day)
        {
            sentences.Add($"On {Day(day)} we look at how it is going.");
        }

        return string.Join(' ', sentences);
    }

    protected override string Offered(IReadOnlyList<string> kinds) =>
        $"The school can offer: {Listed(kinds, "and")}. Tell us what you think of it.";

    protected override string Asked(LetterFacts facts) =>
        $"Tell us what would help {facts.GivenName}, and what you see at home.";

    protected override string Contact(LetterFacts facts) =>
        Lines(
            (
                (string?[])
                    [
                        $"{facts.Author}, {facts.School}{(facts.Email is { } email ? $", {email}" : "")}",
                        facts.Contact,
                        "We are glad to meet you or to call you. Tell us if you would like an interpreter.",
                    ]
            ).OfType<string>()
        );

    protected override string Correction(LetterFacts facts) =>
        "You may see the records behind this letter and ask us to correct them. Write or call and say what is wrong: we "
        + "check it, correct what is wrong, and tell you what we did.\n"
        + $"A computer program gathered the facts from the school's records; {facts.Author} read the letter before it was sent.";

    private string ShortDay(DateOnly day) => day.ToString("d MMMM", Culture);

    private static string Count(int count, string one, string many) =>
        count == 1 ? $"one {one}" : string.Create(CultureInfo.InvariantCulture, $"{count} {many}");
}
