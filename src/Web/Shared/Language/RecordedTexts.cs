using System.Text.RegularExpressions;

namespace EarlyWarning.Web.Shared.Language;

/// <summary>
/// Sentences that runs, gates and alerts left in the database. A record keeps the English in which it was written; where it
/// is shown, the sentences known here are said in the person's language, with their values as recorded.
/// </summary>
internal static class RecordedTexts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly string[] Known =
    [
        Texts.Key("Reading the school"),
        Texts.Key("Computing features of finished terms"),
        Texts.Key("Keeping the dataset"),
        Texts.Key("Training for {0}"),
        Texts.Key("Judging at the gates"),
        Texts.Key("Loading the models"),
        Texts.Key("Rescoring what an import changed"),
        Texts.Key("Scoring running enrollments"),
        Texts.Key("Writing the scores"),
        Texts.Key("Putting the scores into service"),
        Texts.Key("Scores are visible"),
        Texts.Key("Clearing what nobody reads any more"),
        Texts.Key("Watching for drift and stopped feeds"),
        Texts.Key("Figures of fairness"),
        Texts.Key("Figures of mitigations"),
        Texts.Key("Figures of support that worked"),
        Texts.Key("Figures of data quality"),
        Texts.Key("Figures of assessments"),
        Texts.Key("Figures of exploring the data"),
        Texts.Key("Figures of when the warning comes"),
        Texts.Key("Figures of profiles"),
        Texts.Key("Figures of what drives risk"),
        Texts.Key("Figures of trends and cohorts"),
        Texts.Key("Figures of the environment"),
        Texts.Key("Work of {0} students read"),
        Texts.Key("Assessments of {0}: {1} sheets"),
        Texts.Key("The index of organisation {0} is not read: {1}"),
        Texts.Key("course failure"),
        Texts.Key("the final grade"),
        Texts.Key("the next mark"),
        Texts.Key("leaving the course"),
        Texts.Key("As of {0}"),
        Texts.Key("{0} snapshots of finished enrollments, {1} features"),
        Texts.Key("{0} figures, {1} beyond their limits; every feed runs"),
        Texts.Key("{0} figures, {1} beyond their limits; feeds stopped: {2}"),
        Texts.Key("{0}: fitting {1} on all {2} rows"),
        Texts.Key("{0}: judging {1} on {2}"),
        Texts.Key("{0}: comparing {1} on about {2} rows"),
        Texts.Key("{0}: {1} on all {2} rows"),
        Texts.Key(
            "No term is later than a finished one yet: tested on a fifth of the same students' term, "
                + "held out by student."
        ),
        Texts.Key("Stopped by an administrator. What was in service still is."),
        Texts.Key("Stopped by {0} before it began. What was in service still is."),
        Texts.Key("What was in service still is."),
        Texts.Key("The models in service were trained by another version of the program."),
        Texts.Key("Drift has lasted since before run {0}: {1}."),
        Texts.Key("{0} changed {1} of {2} enrollments with a known outcome ({3})."),
        Texts.Key("{0} changed records."),
        Texts.Key(
            "The {0} feed of {1} stopped: its last record became known on {2}, {3} school days ago; "
                + "up to {4} are usual there. Its students have no score until records arrive again. Look "
                + "at the source and import what is missing."
        ),
        Texts.Key(
            "What the models read differs from what they learned from: {0} (stability index, limit "
                + "{1}). Look whether the records changed or the school did; a retraining is asked for "
                + "where it lasts."
        ),
        Texts.Key(
            "Scores of {0} are spread otherwise than those of the last finished term at the same week "
                + "(stability index {1}, limit {2})."
        ),
        Texts.Key(
            "Of {0} students whose outcome is known now, {1} needed support where {2} was shown. The "
                + "next retraining sets the level on the latest finished term."
        ),
        Texts.Key("The new model for {0} was not put into service. {1}"),
        Texts.Key("Run {0} failed. {1}"),
        Texts.Key("These signals come from accepted rules (attendance, marks, missing work, behaviour)."),
        Texts.Key("No model has been trained yet."),
        Texts.Key("No finished enrollment has a known {0}, so nothing was trained."),
        Texts.Key("final score"),
        Texts.Key("mark after the snapshot"),
        Texts.Key("outcome"),
        Texts.Key("No reason was given."),
        Texts.Key("The features have changed since the model was trained, so it may not score any more. Retrain."),
        Texts.Key("Refused."),
        Texts.Key("Held back; the model in service stays unless an administrator decides."),
        Texts.Key("All gates let it pass."),
        Texts.Key("It serves all the same, because this is the demo school and nothing else could be shown."),
        Texts.Key("An administrator went back from this very model; it serves again only by hand."),
        Texts.Key("Its frequencies do not hold on the later cohort."),
        Texts.Key("Its frequencies were off on the later cohort; they are set right on the latest finished term."),
        Texts.Key("Its frequencies hold on the later cohort."),
        Texts.Key(
            "Its intervals held fewer final scores of the later cohort than they say; they are set "
                + "right on the latest finished term."
        ),
        Texts.Key("Its intervals hold as many final scores of the later cohort as they say."),
        Texts.Key("No model is in service yet, so there is none to be held against."),
        Texts.Key(
            "The features have changed since the model in service was trained; it cannot be held " + "against this one."
        ),
        Texts.Key("It is worse than the model in service on the same later cohort."),
        Texts.Key("It is better than the model in service on the same later cohort."),
        Texts.Key("It is as good as the model in service on the same later cohort, as far as the numbers can tell."),
        Texts.Key("Its reasons are sampled, not exact; such a model serves only by a recorded decision."),
        Texts.Key("Its reasons sum to the score."),
        Texts.Key("Its reasons do not sum to the score: this is a fault of the program, please report it."),
        Texts.Key("The model adds to the rules and to the class average."),
        Texts.Key("The model does not clearly add to what rules and averages say: {0}."),
        Texts.Key("Nobody is flagged by a foretold grade; the risk of failing is judged."),
        Texts.Key(
            "No attribute is classed as protected, so nobody can tell whether a group bears more "
                + "false alarms or misses."
        ),
        Texts.Key("A group bears more of its mistakes than others, by {0}; see the figures."),
        Texts.Key("A group bears more of its mistakes than others; see the figures."),
        Texts.Key(
            "The numbers are too small to rule out that a group bears a tenth more of its false "
                + "alarms or misses than others."
        ),
        Texts.Key("No group bears a tenth more of its false alarms or misses than others."),
        Texts.Key("{0} comparisons rest on too few people to be judged."),
        Texts.Key("The reasons of its scores are estimates, so it serves only by an administrator's decision."),
        Texts.Key("It may learn from {0} rows (Retraining:Rows:{1}), and the training terms hold {2}."),
        Texts.Key("It could serve, but others did better in the comparison."),
        Texts.Key("Who needs support is decided by a cut for each group of {0}: decided by {1} on {2}."),
        Texts.Key("Scores and the number of places are the same as without."),
        Texts.Key(
            "Cuts by group of {0}, decided by {1} on {2}, are not applied: the attribute is not classed as protected any "
                + "more, or the rows that the model was judged on are not kept."
        ),
    ];

    private static readonly HashSet<string> Whole = new(Known, StringComparer.Ordinal);

    // The longest first: "Run 3 failed. …" before what it may hold.
    private static readonly (Regex Form, string Text)[] Forms =
    [
        .. Known
            .Where(k => k.Contains('{', StringComparison.Ordinal))
            .OrderByDescending(k => k.Length)
            .Select(k => (Form(k), k)),
    ];

    /// <summary>What a record says in the person's language, or null where a part of it is not known.</summary>
    /// <param name="recorded">Text of a record.</param>
    public static string? Say(string recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var text = recorded.Trim();
        if (Whole.Contains(text))
        {
            return L[text];
        }

        foreach (var (form, known) in Forms)
        {
            if (form.Match(text) is { Success: true } match)
            {
                // A value may be a record itself: "Training for" a goal, a run that failed with a sentence.
                return L[known, [.. match.Groups.Values.Skip(1).Select(g => Say(g.Value) ?? g.Value)]];
            }
        }

        return Sentences(text);
    }

    // One sentence after another, if every one of them is known.
    private static string? Sentences(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end > 0 && Say(text[..(end + 1)]) is { } first && Say(text[(end + 2)..]) is { } rest
            ? $"{first} {rest}"
            : null;
    }

    // Values hold no full stop with a space behind, except where they are the last and hold the rest.
    private static Regex Form(string text)
    {
        var places = Regex.Replace(
            Regex.Escape(text),
            @"\\\{\d+}(?<last>$)?",
            place => place.Groups["last"].Success ? "(.+)" : @"((?:(?!\. ).)+?)",
            RegexOptions.None,
            Patience
        );
        return new Regex($"^{places}$", RegexOptions.CultureInvariant | RegexOptions.Singleline, Patience);
    }
}
