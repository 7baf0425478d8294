using System.Runtime.InteropServices;
using EarlyWarning.Domain.Grades;

namespace EarlyWarning.Domain.Snapshots;

/// <summary>Graded work and marks of an enrollment as known on a date.</summary>
public sealed class WorkView
{
    /// <summary>Share of the class that must have handed in before a missing result counts as missing work.</summary>
    /// <remarks>A teacher who has not entered anything yet must not make a whole class look idle.</remarks>
    public const double RecordedShare = 0.1;

    private readonly StudentAsOf _student;
    private readonly EnrollmentFact _enrollment;
    private readonly List<double> _marks = [];
    private readonly List<bool> _lastDue = [];
    private double _vsClass;
    private int _vsClassCount;
    private double _earned;
    private double _possible;
    private double _classMissing;
    private double _weightDue;
    private double _weightAll;
    private double _daysLate;
    private double _lead;

    internal WorkView(StudentAsOf student, EnrollmentFact enrollment)
    {
        (_student, _enrollment) = (student, enrollment);
        foreach (var item in enrollment.Class.LineItems)
        {
            var weight = WeightOf(item);
            _weightAll += weight;
            Read(item, weight);
        }
    }

    /// <summary>Items due so far that count: recorded for the class, not exempt, due while enrolled.</summary>
    public int Due { get; private set; }

    /// <summary>Of those, not handed in.</summary>
    public int Missing { get; private set; }

    /// <summary>Items handed in with a known day.</summary>
    public int HandedIn { get; private set; }

    /// <summary>Of those, after the day they were due.</summary>
    public int Late { get; private set; }

    /// <summary>Items taken over from an earlier attempt.</summary>
    public int Banked { get; private set; }

    /// <summary>Last day of a hand-in, or -1.</summary>
    public int LastHandIn { get; private set; } = -1;

    /// <summary>Marks known.</summary>
    public int MarkCount => _marks.Count;

    /// <summary>Mean mark in percent.</summary>
    public float MeanMark => _marks.Count == 0 ? float.NaN : (float)_marks.Average();

    /// <summary>Latest mark in percent, by due day.</summary>
    public float LastMark => _marks.Count == 0 ? float.NaN : (float)_marks[^1];

    /// <summary>Lowest mark in percent.</summary>
    public float LowestMark => _marks.Count == 0 ? float.NaN : (float)_marks.Min();

    /// <summary>Mean of the last two marks less the mean of those before; NaN under four marks.</summary>
    public float MarkTrend =>
        _marks.Count < 4 ? float.NaN : (float)(_marks.TakeLast(2).Average() - _marks.SkipLast(2).Average());

    /// <summary>Mean distance from the class's mean, item by item, in points.</summary>
    public float VersusClass => _vsClassCount == 0 ? float.NaN : (float)(_vsClass / _vsClassCount);

    /// <summary>Points earned of those due, missing work as zero, 0 to 100.</summary>
    public float PointsShare => _possible <= 0 ? float.NaN : (float)(_earned / _possible);

    /// <summary>Share of work due that is missing, 0 to 1.</summary>
    public float MissingShare => Due == 0 ? float.NaN : (float)Missing / Due;

    /// <summary>Of the last three items due, those missing.</summary>
    public float MissingOfLastThree => Due == 0 ? float.NaN : _lastDue.TakeLast(3).Count(missing => missing);

    /// <summary>Missing share less the class's.</summary>
    public float MissingVersusClass => Due == 0 ? float.NaN : (float)((Missing - _classMissing) / Due);

    /// <summary>Share of hand-ins that were late, 0 to 1.</summary>
    public float LateShare => HandedIn == 0 ? float.NaN : (float)Late / HandedIn;

    /// <summary>Mean days late of the hand-ins, early ones as 0.</summary>
    public float MeanDaysLate => HandedIn == 0 ? float.NaN : (float)(_daysLate / HandedIn);

    /// <summary>Mean days handed in before they were due; late ones count below zero.</summary>
    public float MeanLead => HandedIn == 0 ? float.NaN : (float)(_lead / HandedIn);

    /// <summary>Share of the course's weight that was due so far, 0 to 1.</summary>
    public float WeightDue => _weightAll <= 0 ? float.NaN : (float)(_weightDue / _weightAll);

    /// <summary>Whether work of this state was handed in.</summary>
    /// <param name="status">State.</param>
    public static bool IsHandedIn(ScoreStatus status) =>
        status is ScoreStatus.FullyGraded or ScoreStatus.PartiallyGraded or ScoreStatus.Submitted;

    /// <summary>
    /// Points earned of the work due from a day to a day (both inclusive), missing work as zero, 0 to 100; NaN where no work
    /// that counts was due, or no mark for it is known yet.
    /// </summary>
    /// <param name="from">First day number.</param>
    /// <param name="to">Last day number.</param>
    public float PointsBetween(int from, int to)
    {
        var (earned, possible) = (0.0, 0.0);
        foreach (var item in _enrollment.Class.LineItems.Where(i => i.Due >= from && i.Due <= to))
        {
            var state = StateOf(item);
            var mark = state.Counts ? item.Percent(state.Score) : double.NaN;
            var isMissing = state is { IsDue: true, HandedIn: false };
            if (!double.IsNaN(mark) || isMissing)
            {
                possible += WeightOf(item);
                earned += double.IsNaN(mark) ? 0 : WeightOf(item) * mark;
            }
        }

        return possible <= 0 ? float.NaN : (float)(earned / possible);
    }

    /// <summary>Pieces of work handed in from a day to a day, both inclusive; NaN where the class has no work.</summary>
    /// <param name="from">First day number.</param>
    /// <param name="to">Last day number.</param>
    public float HandInsBetween(int from, int to) =>
        _enrollment.Class.LineItems.Length == 0
            ? float.NaN
            : _enrollment.Class.LineItems.Count(item =>
                StateOf(item) is { Counts: true, HandedIn: true } state
                && state.Submitted >= from
                && state.Submitted <= to
            );

    private static double WeightOf(LineItemBook item) => double.IsNaN(item.Weight) ? 1 : item.Weight;

    private void Read(LineItemBook item, double weight)
    {
        var state = StateOf(item);
        Banked += state.IsBanked ? 1 : 0;
        if (!state.Counts)
        {
            return;
        }

        if (state.HandedIn)
        {
            NoteHandIn(item, state.Submitted);
        }

        if (!double.IsNaN(state.Score))
        {
            NoteMark(item, state.Score, weight);
        }

        if (state.IsDue)
        {
            NoteDue(state.HandedIn, state.ClassShare, weight);
        }
    }

    /// <summary>What is known of one item on the as-of date.</summary>
    /// <param name="Counts">Neither exempt nor taken over from an earlier attempt.</param>
    /// <param name="IsBanked">Taken over from an earlier attempt.</param>
    /// <param name="HandedIn">Whether it was handed in.</param>
    /// <param name="Submitted">The day, or below 0.</param>
    /// <param name="Score">On the item's scale, or NaN.</param>
    /// <param name="IsDue">Due by now while enrolled, and recorded for the class.</param>
    /// <param name="ClassShare">Share of the class that handed it in.</param>
    private readonly record struct ItemState(
        bool Counts,
        bool IsBanked,
        bool HandedIn,
        int Submitted,
        double Score,
        bool IsDue,
        double ClassShare
    );

    private ItemState StateOf(LineItemBook item)
    {
        var (state, score) = Known(_student, item.Id);
        if (state is { Status: ScoreStatus.Exempt } or { IsBanked: true })
        {
            return new ItemState { IsBanked = state is { IsBanked: true, Status: not ScoreStatus.Exempt } };
        }

        var asOf = _student.AsOf;
        var handedIn = state is { } known && IsHandedIn(known.Status);
        var roll = Math.Max(1, _enrollment.Class.Roll.AsOf(asOf).Sum);
        var classShare = Math.Min(1, item.HandIns.AsOf(asOf).Count / roll);
        var isDue = item.Due <= asOf && (handedIn || item.Due >= _enrollment.Begin);
        var isRecorded = classShare >= RecordedShare || state is { Status: ScoreStatus.NotSubmitted };
        return new ItemState(
            true,
            false,
            handedIn,
            state?.Submitted ?? -1,
            score,
            isDue && (handedIn || isRecorded),
            classShare
        );
    }

    private void NoteHandIn(LineItemBook item, int submitted)
    {
        if (submitted < 0)
        {
            return;
        }

        HandedIn++;
        LastHandIn = Math.Max(LastHandIn, submitted);
        Late += submitted > item.Due ? 1 : 0;
        _daysLate += Math.Max(0, submitted - item.Due);
        _lead += item.Due - submitted;
    }

    private void NoteMark(LineItemBook item, double score, double weight)
    {
        var mark = item.Percent(score);
        if (double.IsNaN(mark))
        {
            return;
        }

        _marks.Add(mark);
        _earned += weight * mark;
        _possible += weight;
        var classMean = item.Scores.MeanAsOf(_student.AsOf);
        if (!double.IsNaN(classMean))
        {
            _vsClass += mark - classMean;
            _vsClassCount++;
        }
    }

    private void NoteDue(bool handedIn, double classShare, double weight)
    {
        Due++;
        _weightDue += weight;
        _classMissing += 1 - classShare;
        _lastDue.Add(!handedIn);
        if (!handedIn)
        {
            Missing++;
            _possible += weight;
        }
    }

    // The latest version known holds; a score may become known later than the hand-in of the same version.
    private static (ResultFact? State, double Score) Known(StudentAsOf student, long lineItemId) =>
        Known(student.Timeline, lineItemId, student.AsOf);

    internal static (ResultFact? State, double Score) Known(StudentTimeline timeline, long lineItemId, int asOf)
    {
        var results = CollectionsMarshal.AsSpan(timeline.Results);
        ResultFact? state = null;
        var score = double.NaN;
        for (var i = FirstIndex(results, lineItemId); i < results.Length && results[i].LineItemId == lineItemId; i++)
        {
            if (results[i].KnownFrom > asOf)
            {
                continue;
            }

            state = results[i];
            if (results[i].ScoreKnownFrom <= asOf || double.IsNaN(results[i].Score))
            {
                score = results[i].Score;
            }
        }

        return (state, score);
    }

    private static int FirstIndex(ReadOnlySpan<ResultFact> results, long lineItemId)
    {
        var (low, high) = (0, results.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (results[middle].LineItemId < lineItemId)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
