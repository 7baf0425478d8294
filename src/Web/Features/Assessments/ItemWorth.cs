using EarlyWarning.Web.Figures.Assessments;

namespace EarlyWarning.Web.Features.Assessments;

/// <summary>Why a piece of work is worth a look.</summary>
public enum WorthReason
{
    /// <summary>A group does worse or better than others at equal ability.</summary>
    Bias,

    /// <summary>Its marks are known when it is too late to act on them.</summary>
    Late,

    /// <summary>Many do not hand it in.</summary>
    Missing,

    /// <summary>It does not tell strong students from weak ones.</summary>
    Weak,

    /// <summary>It tells nothing of the outcome that earlier work had not told.</summary>
    Repeats,
}

/// <summary>
/// How much a piece of work is worth changing: a rule of thumb that orders a list, no measurement. The parts are on the same
/// scale: a tenth of the students, a tenth of a correlation, or five points between groups weigh about as much.
/// </summary>
/// <param name="Reasons">Why, the weightiest first; none where nothing speaks for a change.</param>
/// <param name="Weight">How much, from 0.</param>
public sealed record ItemWorth(IReadOnlyList<WorthReason> Reasons, double Weight)
{
    /// <summary>From this share of the term on work is the end of a course, which cannot come earlier.</summary>
    public const double EndOfCourse = 0.9;

    /// <summary>From this share not handed in on, many are missing.</summary>
    public const double ManyMissing = 0.15;

    /// <summary>Below this correlation with the rest of the work an item hardly tells students apart (Ebel 1965).</summary>
    public const double WeakBelow = 0.3;

    /// <summary>Below this a correlation adds nothing that could be used.</summary>
    public const double AddsBelow = 0.15;

    /// <summary>Judges a piece of work.</summary>
    /// <param name="item">Its figures.</param>
    /// <param name="weeksToAct">Weeks that must be left.</param>
    public static ItemWorth Of(ItemFigures item, double weeksToAct)
    {
        ArgumentNullException.ThrowIfNull(item);
        (WorthReason Reason, double Weight)[] parts =
        [
            (WorthReason.Bias, item.Bias is { } bias ? 0.2 + (Math.Abs(bias.Points.Value) / 50) : 0),
            (WorthReason.Late, IsLate(item, weeksToAct) ? Telling(item) * (item.DueAt >= EndOfCourse ? 0.2 : 1) : 0),
            (WorthReason.Missing, item.Missing >= ManyMissing ? item.Missing : 0),
            (WorthReason.Weak, item.Rest is { } rest && rest.High < WeakBelow ? WeakBelow - rest.Value : 0),
            (WorthReason.Repeats, Repeats(item) ? 0.1 : 0),
        ];
        return new ItemWorth(
            [.. parts.Where(p => p.Weight > 0).OrderByDescending(p => p.Weight).Select(p => p.Reason)],
            parts.Sum(p => p.Weight)
        );
    }

    /// <summary>Whether fewer weeks are left than needed when half of its marks are known.</summary>
    /// <param name="item">Its figures.</param>
    /// <param name="weeksToAct">Weeks that must be left.</param>
    public static bool IsLate(ItemFigures item, double weeksToAct)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.WeeksLeft < weeksToAct;
    }

    /// <summary>Whether it adds nothing to earlier work, surely enough, and goes along with a piece of it.</summary>
    private static bool Repeats(ItemFigures item) => item is { Added.High: < AddsBelow, TwinRest: not null };

    // What it tells beyond chance, from 0 to 1; work of which the outcome is not known yet tells a little.
    private static double Telling(ItemFigures item) =>
        item.Foretells is { } auc ? Math.Max(0.02, (2 * auc.Value) - 1) : 0.05;
}
