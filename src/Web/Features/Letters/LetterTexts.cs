using System.Globalization;

namespace EarlyWarning.Web.Features.Letters;

/// <summary>
/// The words of a letter in one language. A further language is one class like <see cref="EnglishLetter"/> and a line in
/// <see cref="All"/>. No sentence holds a number that foretells, or speaks of anybody but the student.
/// </summary>
public abstract class LetterTexts
{
    /// <summary>Most pieces of missing work that are named.</summary>
    protected const int MostNamed = 4;

    /// <summary>The languages, the first being the usual one.</summary>
    public static IReadOnlyList<LetterTexts> All { get; } = [new EnglishLetter(), new SpanishLetter()];

    /// <summary>Code of the language ("en").</summary>
    public abstract string Code { get; }

    /// <summary>The language's own name.</summary>
    public abstract string Name { get; }

    /// <summary>Formats of days and numbers: the reader's where the reader's language is this one.</summary>
    protected CultureInfo Culture =>
        string.Equals(CultureInfo.CurrentCulture.TwoLetterISOLanguageName, Code, StringComparison.Ordinal)
            ? CultureInfo.CurrentCulture
            : UsualCulture;

    /// <summary>Formats where the reader's language is another.</summary>
    protected abstract CultureInfo UsualCulture { get; }

    /// <summary>The texts of a language; the usual one where there are none.</summary>
    /// <param name="code">Code of the language, or null.</param>
    public static LetterTexts Of(string? code) =>
        All.FirstOrDefault(t => string.Equals(t.Code, code, StringComparison.OrdinalIgnoreCase)) ?? All[0];

    /// <summary>Writes a letter. Parts with nothing to say are left out.</summary>
    /// <param name="facts">What it is written from.</param>
    public IReadOnlyList<LetterSection> Write(LetterFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        LetterSection[] sections =
        [
            new("opening", "", Opening(facts)),
            new(
                "strengths",
                StrengthsHeading,
                facts.Strengths.Count == 0
                    ? NoStrength(facts)
                    : Lines(facts.Strengths.Select(point => Sentence(point, facts, isStrength: true)))
            ),
            new(
                "concerns",
                ConcernsHeading,
                facts.Concerns.Count == 0
                    ? ""
                    : Lines([.. facts.Concerns.Select(point => Sentence(point, facts, isStrength: false)), CanChange])
            ),
            new("support", SupportHeading(facts), Help(facts)),
            new("contact", ContactHeading, Contact(facts)),
            new("correction", CorrectionHeading, Correction(facts)),
            new("closing", "", $"{Regards}\n\n{facts.Author}\n{facts.School}"),
        ];
        return [.. sections.Where(s => s.Text.Length > 0)];
    }

    /// <summary>The day a letter was written.</summary>
    /// <param name="day">The day.</param>
    public abstract string Day(DateOnly day);

    /// <summary>Heading of what goes well.</summary>
    protected abstract string StrengthsHeading { get; }

    /// <summary>Heading of the concerns.</summary>
    protected abstract string ConcernsHeading { get; }

    /// <summary>Heading of how to reach the school.</summary>
    protected abstract string ContactHeading { get; }

    /// <summary>Heading of how to have the record corrected.</summary>
    protected abstract string CorrectionHeading { get; }

    /// <summary>Said after the concerns: they can be changed.</summary>
    protected abstract string CanChange { get; }

    /// <summary>The formula before the signature.</summary>
    protected abstract string Regards { get; }

    /// <summary>Heading of what the school does or offers.</summary>
    protected abstract string SupportHeading(LetterFacts facts);

    /// <summary>Address and first sentences.</summary>
    protected abstract string Opening(LetterFacts facts);

    /// <summary>Said where the record shows no strength; the writer is asked for one.</summary>
    protected abstract string NoStrength(LetterFacts facts);

    /// <summary>Days at school.</summary>
    protected abstract string Attendance(AttendancePoint point, string name, bool isStrength);

    /// <summary>Work due.</summary>
    protected abstract string Work(WorkPoint point, string name, bool isStrength);

    /// <summary>Marks.</summary>
    protected abstract string Marks(MarksPoint point, bool isStrength);

    /// <summary>Use of the class's online pages.</summary>
    protected abstract string Activity(ActivityPoint point, string name);

    /// <summary>Support that is open.</summary>
    protected abstract string Supported(LetterSupport support);

    /// <summary>What the school can offer.</summary>
    protected abstract string Offered(IReadOnlyList<string> kinds);

    /// <summary>Said where nothing is open and nothing fits: the family is asked.</summary>
    protected abstract string Asked(LetterFacts facts);

    /// <summary>How to reach the school.</summary>
    protected abstract string Contact(LetterFacts facts);

    /// <summary>How to have the record corrected, and how the letter came about.</summary>
    protected abstract string Correction(LetterFacts facts);

    /// <summary>A list in words ("a, b and c").</summary>
    /// <param name="items">At least one item.</param>
    /// <param name="and">The word before the last.</param>
    protected static string Listed(IReadOnlyList<string> items, string and)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Count == 1 ? items[0] : $"{string.Join(", ", items.SkipLast(1))} {and} {items[^1]}";
    }

    /// <summary>A number as the language writes it.</summary>
    protected string Number(double value) => value.ToString("0.#", Culture);

    /// <summary>One line each.</summary>
    protected static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);

    private string Help(LetterFacts facts)
    {
        List<string> lines = [.. facts.Support.Select(Supported)];
        if (facts.Offers.Count > 0)
        {
            lines.Add(Offered(facts.Offers));
        }

        return lines.Count == 0 ? Asked(facts) : Lines(lines);
    }

    private string Sentence(LetterPoint point, LetterFacts facts, bool isStrength) =>
        point switch
        {
            AttendancePoint days => Attendance(days, facts.GivenName, isStrength),
            WorkPoint work => Work(work, facts.GivenName, isStrength),
            MarksPoint marks => Marks(marks, isStrength),
            ActivityPoint activity => Activity(activity, facts.GivenName),
            _ => throw new ArgumentException($"There are no words for {point.GetType().Name}.", nameof(point)),
        };
}
