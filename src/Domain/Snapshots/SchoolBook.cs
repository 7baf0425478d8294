using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Time;

namespace EarlyWarning.Domain.Snapshots;

/// <summary>What features need to know beside the student: classes, calendars, feeds and how courses ended before.</summary>
public sealed class SchoolBook
{
    /// <summary>An empty book.</summary>
    public SchoolBook() => Feeds = new SchoolFeeds(this);

    /// <summary>Classes by key.</summary>
    public Dictionary<long, ClassBook> Classes { get; } = [];

    /// <summary>Line items by key, with their class.</summary>
    public Dictionary<long, (ClassBook Class, LineItemBook Item)> LineItems { get; } = [];

    /// <summary>Calendars by school.</summary>
    public Dictionary<long, SchoolCalendar> Calendars { get; } = [];

    /// <summary>Feeds by school and kind.</summary>
    public SchoolFeeds Feeds { get; }

    /// <summary>Outcomes of courses: 1 for each enrollment that did not pass, by the day it became known.</summary>
    public Dictionary<long, RunningTotals> CourseFailures { get; } = [];

    /// <summary>Final scores of courses, by the day they became known.</summary>
    public Dictionary<long, RunningTotals> CourseGrades { get; } = [];

    /// <summary>Terms by key: first day number, and first day number after.</summary>
    public Dictionary<long, (int Start, int End)> Sessions { get; } = [];

    /// <summary>Mark in percent from which a course is passed; the rule baseline reads it.</summary>
    public double PassMark { get; init; } = 40;

    /// <summary>Scores left out because they are no number, or on no scale.</summary>
    public int ImpossibleScores { get; private set; }

    /// <summary>Results left out because their line item is unknown.</summary>
    public int UnknownLineItems { get; private set; }

    /// <summary>Outcomes left out because they were decided before their class began.</summary>
    public int EarlyOutcomes { get; set; }

    /// <summary>Notes an outcome in the record of its course.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="kind">How the enrollment ended.</param>
    /// <param name="finalScore">Final score, or NaN.</param>
    /// <param name="knownFrom">Day from which it is known.</param>
    public void NoteOutcome(long courseId, OutcomeKind kind, double finalScore, int knownFrom)
    {
        Totals(CourseFailures, courseId).Add(knownFrom, kind == OutcomeKind.Passed ? 0 : 1);
        if (!double.IsNaN(finalScore))
        {
            Totals(CourseGrades, courseId).Add(knownFrom, finalScore);
        }
    }

    /// <summary>Notes a version of a result in the class's record, taking back what the version before it said.</summary>
    /// <param name="fact">The result.</param>
    /// <param name="before">The version before it, or null.</param>
    public void NoteResult(in ResultFact fact, ResultFact? before)
    {
        var isKnown = LineItems.TryGetValue(fact.LineItemId, out var line);
        UnknownLineItems += isKnown ? 0 : 1;
        ImpossibleScores += double.IsNaN(fact.Score) && fact.ScoreKnownFrom != int.MaxValue ? 1 : 0;
        if (fact.IsBanked || !isKnown)
        {
            return;
        }

        Feeds.Note(FeedKinds.Marks, line.Class.OrgId, fact.KnownFrom);
        if (!double.IsNaN(fact.Score) && fact.ScoreKnownFrom != int.MaxValue)
        {
            Feeds.Note(FeedKinds.Marks, line.Class.OrgId, fact.ScoreKnownFrom);
        }

        if (before is { } old && !double.IsNaN(old.Score) && old.ScoreKnownFrom != int.MaxValue)
        {
            line.Item.Scores.Add(Math.Max(fact.KnownFrom, old.ScoreKnownFrom), line.Item.Percent(old.Score), -1);
        }

        if (!double.IsNaN(fact.Score) && fact.ScoreKnownFrom != int.MaxValue)
        {
            line.Item.Scores.Add(fact.ScoreKnownFrom, line.Item.Percent(fact.Score));
        }

        if (WorkView.IsHandedIn(fact.Status) && (before is null || !WorkView.IsHandedIn(before.Value.Status)))
        {
            line.Item.HandIns.Add(fact.KnownFrom, 1);
        }
    }

    /// <summary>Enters the class's line items, by due day.</summary>
    /// <param name="book">The class.</param>
    /// <param name="items">Its line items.</param>
    public void SetLineItems(ClassBook book, IEnumerable<LineItemBook> items)
    {
        ArgumentNullException.ThrowIfNull(book);
        book.LineItems = [.. items.OrderBy(i => i.Due).ThenBy(i => i.Id)];
        foreach (var item in book.LineItems)
        {
            LineItems[item.Id] = (book, item);
        }
    }

    private static RunningTotals Totals(Dictionary<long, RunningTotals> all, long key)
    {
        if (!all.TryGetValue(key, out var totals))
        {
            all[key] = totals = new RunningTotals();
        }

        return totals;
    }
}
