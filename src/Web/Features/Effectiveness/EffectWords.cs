using System.Globalization;
using EarlyWarning.Domain.Features;
using EarlyWarning.Ml.Effects;
using EarlyWarning.Web.Figures.Effectiveness;

namespace EarlyWarning.Web.Features.Effectiveness;

/// <summary>Effects in words. An estimate is a comparison, never a cause.</summary>
public static class EffectWords
{
    /// <summary>What can be said of a kind, in a few words for the table.</summary>
    /// <param name="kind">The kind.</param>
    public static string Verdict(KindEffect kind) =>
        kind.Verdict switch
        {
            EffectVerdict.More => L["Passed more often"],
            EffectVerdict.Fewer => L["Passed less often"],
            EffectVerdict.Unclear => L["May be chance"],
            EffectVerdict.NoDifference => L["No difference found"],
            EffectVerdict.TooFew or EffectVerdict.TooWide => L["Not enough to say"],
            EffectVerdict.Hidden => L["Not shown"],
            EffectVerdict.NotBalanced => L["No estimate: not comparable enough"],
            _ => L["No estimate: nobody to compare with"],
        };

    /// <summary>What can be said of a kind, in a sentence or two.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="kinds">How many kinds were looked at.</param>
    /// <param name="isSample">Whether records were read for a sample of the students.</param>
    public static string Sentence(KindEffect kind, int kinds, bool isSample = false) =>
        kind switch
        {
            { Verdict: EffectVerdict.Hidden } => L[
                "Nothing is shown: fewer than {0} students got it, or what is shown would let such a number be worked out. An estimate needs at least {1}.",
                EffectSheets.LeastShown,
                EffectSheets.LeastStudents
            ],
            { Verdict: EffectVerdict.TooFew } when isSample => L[
                "Not enough to say: an estimate needs at least {0} students who can be compared, about {1} more than there are in the sample read.",
                EffectSheets.LeastStudents,
                kind.MoreNeeded ?? 1
            ],
            { Verdict: EffectVerdict.TooFew } => L[
                "Not enough to say: an estimate needs at least {0} students who can be compared, about {1} more than there are.",
                EffectSheets.LeastStudents,
                kind.MoreNeeded ?? 1
            ],
            { Verdict: EffectVerdict.TooWide } => L[
                "Not enough to say: the interval would span more than {0} in 100. It would take about {1:N0} more students.",
                Hundredths(EffectSheets.WidestInterval),
                kind.MoreNeeded ?? 1
            ],
            { Verdict: EffectVerdict.NotBalanced } => L[
                "No estimate: even after matching, those who got it and others differ too much in what was known before. Balance was not reached."
            ],
            { Pass: not { } } => L[
                "No estimate: it began before anything was known of most of them, or nobody with a similar record went without."
            ],
            { Verdict: EffectVerdict.NoDifference, Pass: { } pass } => L[
                "No difference was found between students who got {0} and comparable students who did not: of 100 courses, anything from {1} to {2} passed remains possible.",
                kind.Name,
                Signed(pass.Low),
                Signed(pass.High)
            ],
            { Verdict: EffectVerdict.Unclear, Pass: { } pass } => L[
                "Of 100 courses, students who got {0} passed {1} against comparable students who did not ({2} to {3}); as {4} kinds were looked at, this may be chance.",
                kind.Name,
                Signed(pass.Difference),
                Signed(pass.Low),
                Signed(pass.High),
                kinds
            ],
            { Verdict: EffectVerdict.More, Pass: { } pass } => L[
                "Of 100 courses, students who got {0} passed {1} more than comparable students who did not ({2} to {3}).",
                kind.Name,
                Hundredths(pass.Difference),
                Hundredths(pass.Low),
                Hundredths(pass.High)
            ],
            _ => L[
                "Of 100 courses, students who got {0} passed {1} fewer than comparable students who did not ({2} to {3}).",
                kind.Name,
                Hundredths(-kind.Pass!.Difference),
                Hundredths(-kind.Pass.High),
                Hundredths(-kind.Pass.Low)
            ],
        };

    /// <summary>The difference with its interval, in courses of a hundred.</summary>
    /// <param name="effect">The difference.</param>
    public static string InHundred(EffectEstimate? effect) =>
        effect is null
            ? "–"
            : L["{0} in 100 ({1} to {2})", Signed(effect.Difference), Signed(effect.Low), Signed(effect.High)];

    /// <summary>The difference of a score with its interval, in points.</summary>
    /// <param name="effect">The difference.</param>
    public static string InPoints(EffectEstimate? effect) =>
        effect is null
            ? "–"
            : L["{0} points ({1} to {2})", Points(effect.Difference), Points(effect.Low), Points(effect.High)];

    /// <summary>A jump at the cut with its interval.</summary>
    /// <param name="jump">The jump.</param>
    /// <param name="isScore">Whether it is in points of a score.</param>
    public static string Jump(DiscontinuityEstimate? jump, bool isScore = false) =>
        jump is null ? "–"
        : isScore ? L["{0} points ({1} to {2})", Points(jump.Jump), Points(jump.Low), Points(jump.High)]
        : L["{0} in 100 ({1} to {2})", Signed(jump.Jump), Signed(jump.Low), Signed(jump.High)];

    /// <summary>Hours for one more pass.</summary>
    /// <param name="kind">The kind.</param>
    public static string PerPass(KindEffect kind) =>
        kind switch
        {
            { Pass: null } => "–",
            { PerPass: { } hours } => L["{0:N0} ({1:N0} to {2:N0})", hours.Hours, hours.Low, hours.High],
            _ => L["cannot be told"],
        };

    /// <summary>Those reached of those to whom two rules or more applied.</summary>
    /// <param name="kind">The kind.</param>
    public static string Reached(KindEffect kind) =>
        kind is { Reached: { } reached, Flagged: { } flagged } ? L["{0:N0} of {1:N0}", reached, flagged] : Hidden;

    /// <summary>A count, or that there are too few to show.</summary>
    /// <param name="count">The count; null where there are too few.</param>
    public static string Count(int? count) =>
        count?.ToString("N0", CultureInfo.CurrentCulture) ?? L["fewer than {0}", EffectSheets.LeastShown];

    /// <summary>A count of a part, or that it is hidden: it is small, or would tell one that is.</summary>
    /// <param name="count">The count; null where it is hidden.</param>
    public static string Part(int? count) => count?.ToString("N0", CultureInfo.CurrentCulture) ?? Hidden;

    /// <summary>What stands in place of a part that is hidden.</summary>
    public static string Hidden => L["hidden|count"];

    /// <summary>A share as a whole percent.</summary>
    /// <param name="share">0 to 1.</param>
    public static string Percent(double? share) =>
        share is { } known ? string.Create(CultureInfo.CurrentCulture, $"{Math.Round(100 * known):0} %") : "–";

    /// <summary>A number with at most one decimal.</summary>
    /// <param name="value">The number.</param>
    public static string Number(double value) => value.ToString("0.#", CultureInfo.CurrentCulture);

    /// <summary>Words for a column of the record.</summary>
    /// <param name="name">Its name in a sheet.</param>
    /// <param name="catalogue">Features.</param>
    public static string Column(string name, FeatureCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(catalogue);
        if (name.EndsWith('?'))
        {
            return L["not known: {0}", Column(name[..^1], catalogue)];
        }

        var level = name.IndexOf('=', StringComparison.Ordinal);
        return name switch
        {
            EffectSheets.Foretold => L["what the model foretold"],
            EffectSheets.Term => L["the term"],
            _ when level > 0 => $"{catalogue.Named(name[..level])[0].Label}: {name[(level + 1)..]}",
            _ => catalogue.Named(name)[0].Label,
        };
    }

    /// <summary>How many of a hundred, as a whole number.</summary>
    internal static int Hundredths(double share) => (int)Math.Round(100 * share, MidpointRounding.AwayFromZero);

    /// <summary>How many of a hundred more or fewer.</summary>
    internal static string Signed(double share) => Hundredths(share).ToString("+0;−0;0", CultureInfo.CurrentCulture);

    private static string Points(double points) => points.ToString("+0.0;−0.0;0.0", CultureInfo.CurrentCulture);
}
