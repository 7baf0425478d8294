namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>Marks of a piece of work with what students can be matched on; only where the outcome of the course is known.</summary>
internal sealed class BiasSource
{
    /// <summary>About the most results of all courses together that are compared.</summary>
    private const int MostRows = 30_000;

    private BiasSource(ItemName name, double reliability) => (Name, Reliability) = (name, reliability);

    public ItemName Name { get; }

    /// <summary>Reliability of the mean of the rest.</summary>
    public double Reliability { get; private set; }

    public List<double> Marks { get; } = [];

    public List<double> Rest { get; } = [];

    public List<double> Final { get; } = [];

    /// <summary>Number of the student, from 0 on.</summary>
    public List<int> Students { get; } = [];

    /// <summary>Keys of the students by their numbers.</summary>
    public List<long> Keys { get; } = [];

    /// <summary>Whether a student did not pass, in any of the courses looked at; by number.</summary>
    public List<bool> Failed { get; } = [];

    private Dictionary<long, int>? Numbers { get; set; }

    /// <summary>Rows with a value to match on.</summary>
    /// <param name="match">What is matched on.</param>
    public BiasRows By(BiasMatch match)
    {
        var values = match == BiasMatch.Rest ? Rest : Final;
        int[] rows = [.. Enumerable.Range(0, Marks.Count).Where(r => !double.IsNaN(values[r]))];
        return new BiasRows(
            match,
            Array.ConvertAll(rows, r => Marks[r]),
            Array.ConvertAll(rows, r => values[r]),
            Array.ConvertAll(rows, r => Students[r])
        );
    }

    /// <summary>Every piece of work of a course.</summary>
    public static IEnumerable<BiasSource> Of(CourseTable table, CancellationToken cancel)
    {
        var reliability = table.RestReliability(cancel);
        for (var item = 0; item < table.Items.Length; item++)
        {
            var source = new BiasSource(table.Items[item].Name, reliability);
            source.Add(table, item);
            yield return source;
        }
    }

    /// <summary>Work of the same name in all courses; where there are too many names, all work of a kind.</summary>
    /// <param name="courses">Sources of each course.</param>
    /// <param name="mostNames">The most names.</param>
    /// <param name="cancel">Cancels.</param>
    public static IReadOnlyList<BiasSource> Together(
        IReadOnlyList<BiasSource> courses,
        int mostNames,
        CancellationToken cancel
    )
    {
        var byName = courses.Select(c => c.Name).Distinct().Count() <= mostNames;
        var named = courses
            .GroupBy(c => byName ? c.Name : new ItemName(c.Name.Category, c.Name.Category, 0))
            .Select(g => (g.Key, Sources: g.ToList()))
            .ToList();
        return Spread.Over(named, n => Joined(n.Key, n.Sources).Thinned(), cancel);
    }

    private static BiasSource Joined(ItemName name, List<BiasSource> sources)
    {
        var rows = sources.Sum(s => (double)s.Marks.Count);
        var joined = new BiasSource(name, sources.Sum(s => s.Reliability * s.Marks.Count) / Math.Max(1, rows));
        foreach (var source in sources)
        {
            joined.Add(source);
        }

        return joined;
    }

    // Many results of one student say little more than a few, and cost as much as those of many students: every so many of
    // each student's are taken, not the same courses of all.
    private BiasSource Thinned()
    {
        var each = Math.Max(1, MostRows / Math.Max(1, Keys.Count));
        var counts = new int[Keys.Count];
        Students.ForEach(s => counts[s]++);
        var seen = new int[Keys.Count];
        var kept = new BiasSource(Name, Reliability);
        for (var r = 0; r < Marks.Count; r++)
        {
            var student = Students[r];
            var step = (counts[student] + each - 1) / each;
            if ((seen[student]++ + student) % step == 0)
            {
                kept.Add(kept.NumberOf(Keys[student]), Failed[student], Marks[r], Rest[r], Final[r]);
            }
        }

        return kept;
    }

    // Rows of one student lie in one table: its numbers spare a look-up for every mark.
    private void Add(CourseTable table, int item)
    {
        var places = new int[table.StudentCount];
        for (var r = 0; r < table.Rows.Length; r++)
        {
            var mark = table.Items[item].Marks[r];
            if (!double.IsNaN(mark) && table.Rows[r].Failed is { } failed)
            {
                ref var place = ref places[table.Students[r]];
                if (place == 0)
                {
                    Enter(table.Rows[r].StudentId);
                    place = Keys.Count;
                }

                Add(place - 1, failed, mark, table.RestOf(item, r), table.Rows[r].Final);
            }
        }
    }

    private void Add(BiasSource other)
    {
        int[] places = [.. other.Keys.Select(NumberOf)];
        for (var i = 0; i < other.Marks.Count; i++)
        {
            var student = other.Students[i];
            Add(places[student], other.Failed[student], other.Marks[i], other.Rest[i], other.Final[i]);
        }
    }

    private int NumberOf(long key)
    {
        Numbers ??= [];
        if (!Numbers.TryGetValue(key, out var student))
        {
            Numbers[key] = student = Keys.Count;
            Enter(key);
        }

        return student;
    }

    private void Enter(long key)
    {
        Keys.Add(key);
        Failed.Add(false);
    }

    private void Add(int student, bool failed, double mark, double rest, double final)
    {
        Failed[student] |= failed;
        Marks.Add(mark);
        Rest.Add(rest);
        Final.Add(final);
        Students.Add(student);
    }
}
