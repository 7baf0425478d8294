using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Scores;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Inbox.Making;

/// <summary>A change of an enrollment's state.</summary>
/// <param name="EnrollmentId">The enrollment.</param>
/// <param name="StudentId">Its student.</param>
/// <param name="ClassId">Its class.</param>
/// <param name="News">What changed.</param>
/// <param name="Value">Frequency shown, or null.</param>
internal sealed record StateChange(long EnrollmentId, long StudentId, long ClassId, StateNews News, double? Value)
{
    public InboxTopic Topic => News.IsGraver ? InboxTopic.Graver : InboxTopic.Better;
}

/// <summary>
/// Turns changes of state into items: to those who teach the class, and to the student's counsellors. A person is told of a
/// student once in a scoring, and of very many at once in one sentence: a new model or a new term must not bury the rest.
/// </summary>
internal static class StateItems
{
    /// <summary>Most students of a person in one scoring that are told one by one.</summary>
    public const int MostOneByOne = 15;

    private const int AtOnce = 500;

    /// <summary>Makes the items of a generation.</summary>
    /// <param name="db">Database.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="changes">Its changes.</param>
    /// <param name="now">UTC.</param>
    /// <param name="today">The current day.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public static async Task<IReadOnlyList<InboxItem>> MakeAsync(
        EarlyWarningDb db,
        ScoreGeneration generation,
        IReadOnlyList<StateChange> changes,
        DateTime now,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var optedOut = await OptedOutAsync(db, cancel);
        var told = new Dictionary<(long UserId, InboxTopic Topic), Dictionary<long, StateChange>>();
        foreach (var chunk in changes.Chunk(AtOnce))
        {
            var people = await PeopleAround.ReadAsync(db, chunk, today, cancel);
            foreach (var change in chunk)
            {
                foreach (var user in people.Of(change.ClassId, change.StudentId))
                {
                    if (!optedOut.Contains((user, change.Topic)))
                    {
                        Add(told, user, change);
                    }
                }
            }
        }

        return [.. told.SelectMany(t => Items(t.Key.UserId, t.Key.Topic, [.. t.Value.Values]))];

        IEnumerable<InboxItem> Items(long user, InboxTopic topic, StateChange[] students) =>
            students.Length > MostOneByOne
                ? [Many(user, topic, students.Length)]
                : students.Select(s => One(user, topic, s));

        InboxItem One(long user, InboxTopic topic, StateChange change) =>
            New(user, topic, Fact($"state {change.EnrollmentId} of {generation.Id}"), change);

        InboxItem Many(long user, InboxTopic topic, int count)
        {
            var item = New(user, topic, Fact($"{topic} of {generation.Id}"), null);
            item.Count = count;
            return item;
        }

        InboxItem New(long user, InboxTopic topic, string fact, StateChange? change) =>
            new()
            {
                UserId = user,
                Topic = topic,
                Fact = fact,
                MadeAt = now,
                On = generation.AsOf,
                EnrollmentId = change?.EnrollmentId,
                State = change?.News.Now,
                Before = change?.News.Before,
            };
    }

    /// <summary>What people do not want to be told; few rows, since no row means that they do.</summary>
    public static async Task<HashSet<(long UserId, InboxTopic Topic)>> OptedOutAsync(
        EarlyWarningDb db,
        CancellationToken cancel
    )
    {
        var rows = await db.InboxOptOuts.AsNoTracking().ToListAsync(cancel);
        return [.. rows.Select(o => (o.UserId, o.Topic))];
    }

    // Of a student in several classes the gravest is told, and of what got better the best.
    private static void Add(
        Dictionary<(long UserId, InboxTopic Topic), Dictionary<long, StateChange>> told,
        long user,
        StateChange change
    )
    {
        var key = (user, change.Topic);
        if (!told.TryGetValue(key, out var students))
        {
            told[key] = students = [];
        }

        if (!students.TryGetValue(change.StudentId, out var there) || IsMore(change, there))
        {
            students[change.StudentId] = change;
        }
    }

    private static bool IsMore(StateChange one, StateChange other)
    {
        var byState = one.News.Now.CompareTo(other.News.Now);
        var order = byState != 0 ? byState : Nullable.Compare(one.Value, other.Value);
        return one.News.IsGraver ? order > 0 : order < 0;
    }

    private static string Fact(FormattableString fact) => fact.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Who teaches and counsels some students.</summary>
/// <param name="teachers">Accounts by class.</param>
/// <param name="counsellors">Accounts by student.</param>
internal sealed class PeopleAround(ILookup<long, long> teachers, ILookup<long, long> counsellors)
{
    /// <summary>Reads them for a few hundred changes at most.</summary>
    public static Task<PeopleAround> ReadAsync(
        EarlyWarningDb db,
        IReadOnlyCollection<StateChange> changes,
        DateOnly today,
        CancellationToken cancel
    ) =>
        ReadAsync(
            db,
            [.. changes.Select(c => c.ClassId).Distinct()],
            [.. changes.Select(c => c.StudentId).Distinct()],
            today,
            cancel
        );

    /// <summary>Reads them for a few hundred classes and students at most.</summary>
    public static async Task<PeopleAround> ReadAsync(
        EarlyWarningDb db,
        long[] classes,
        long[] students,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var teachers = await db.TeachersOf(classes, today).ToListAsync(cancel);
        var counsellors = await db.CounsellorsOf(students, today).ToListAsync(cancel);
        return new PeopleAround(
            teachers.ToLookup(t => t.Of, t => t.UserId),
            counsellors.ToLookup(c => c.Of, c => c.UserId)
        );
    }

    /// <summary>Accounts around a student in a class, each once.</summary>
    public IEnumerable<long> Of(long classId, long studentId) => teachers[classId].Union(counsellors[studentId]);
}
