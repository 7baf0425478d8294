using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Figures.Fairness;

/// <summary>The counts behind published tables, counted plainly from the rows: by other code than the program's.</summary>
internal sealed class Truth
{
    private static readonly double[] Shares = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5];

    private readonly ProtectedGroups _groups;
    private readonly DateOnly _start;
    private readonly Dictionary<Place, bool> _exists = [];
    private readonly Dictionary<
        (string Model, int Week),
        List<(long Student, long School, bool Outcome, double Shown, int FirstCut)>
    > _people = [];
    private readonly Dictionary<(string, int, string, string, string), (int With, int Without)[]> _counts = [];
    private readonly Dictionary<(string Model, int Week), List<JudgedRow>> _rows = [];

    public Truth(IReadOnlyList<JudgedVersion> versions, ProtectedGroups groups, DateOnly? start = null)
    {
        _groups = groups;
        _start = start ?? versions[0].Rows.Terms[^1].Start;
        foreach (var version in versions)
        {
            Add(version.Id, version.Rows, (row, _) => row.Margin, byRules: false);
        }

        Add(
            "rules",
            versions[0].Rows,
            (row, _) => System.Numerics.BitOperations.PopCount((uint)row.Rules),
            byRules: true
        );
    }

    public IReadOnlyList<(double Shown, bool Outcome)> Members(string model, int week, Place place) =>
        [.. _people[(model, week)].Where(p => Holds(place, p.Student, p.School)).Select(p => (p.Shown, p.Outcome))];

    public IReadOnlyList<JudgedRow> Predictions(string model, int week, Place place) =>
        _rows[(model, week)].FindAll(r => Holds(place, r.StudentId, r.OrgId));

    public string SchoolsOf(FigureOrgs orgs, long org) =>
        string.Join(',', orgs.SchoolsOf(orgs.All.Single(o => o.Id == org)).Order());

    public Place PlaceOf(FigureOrgs orgs, long org, GroupFigures row) =>
        row.Attribute == FairnessKeys.School
            ? new Place(SchoolNamed(orgs, row.Group), "", "")
            : new Place(SchoolsOf(orgs, org), row.Attribute, row.Group);

    public string SchoolNamed(FigureOrgs orgs, string name) => $"{orgs.Schools.Single(s => s.Name == name).Id}";

    // Next below: those whose path is one step longer; what is left are its own classes.
    public List<string> PartsOf(FigureOrgs orgs, long org)
    {
        var own = orgs.All.Single(o => o.Id == org);
        var parts = orgs
            .All.Where(o =>
                o.Path.StartsWith(own.Path, StringComparison.Ordinal)
                && o.Path.Count(c => c == '/') == own.Path.Count(c => c == '/') + 1
            )
            .Select(o => SchoolsOf(orgs, o.Id))
            .Where(p => p.Length > 0)
            .ToList();
        return orgs.Schools.Any(s => s.Id == org) && parts.Count > 0 ? [.. parts, $"{org}"] : parts;
    }

    public bool Exists(Place place) =>
        _exists.TryGetValue(place, out var known)
            ? known
            : _exists[place] = _people.Any(p => p.Value.Exists(s => Holds(place, s.Student, s.School)));

    public int Count(Layer layer, Place place)
    {
        var model = layer.Model.Length == 0 ? _people.Keys.First(k => k.Week == layer.Week).Model : layer.Model;
        var key = (model, layer.Week, place.Schools, place.Attribute, place.Group);
        if (!_counts.TryGetValue(key, out var counts))
        {
            counts = new (int, int)[Shares.Length + 1];
            foreach (var person in _people[(model, layer.Week)].Where(p => Holds(place, p.Student, p.School)))
            {
                for (var cut = person.FirstCut; cut <= Shares.Length; cut++)
                {
                    counts[cut] = person.Outcome
                        ? (counts[cut].With + 1, counts[cut].Without)
                        : (counts[cut].With, counts[cut].Without + 1);
                }
            }

            _counts[key] = counts;
        }

        var at = counts[layer.Model.Length == 0 ? Shares.Length : layer.Cut];
        return layer.HasOutcome ? at.With : at.Without;
    }

    private bool Holds(Place place, long student, long school)
    {
        if (!place.Schools.Split(',').Contains($"{school}"))
        {
            return false;
        }

        var (attributes, groups) = (place.Attribute.Split(" x "), place.Group.Split(", "));
        return place.Attribute.Length == 0
            || attributes
                .Index()
                .All(a => _groups.ByAttribute[a.Item].GetValueOrDefault(student, "") == groups[a.Index]);
    }

    private void Add(string model, JudgedRows judged, Func<JudgedRow, int, double> margin, bool byRules)
    {
        foreach (var week in judged.Rows.Where(r => judged.Terms[r.Term].Start == _start).GroupBy(r => (int)r.Week))
        {
            var people = new List<(long, long, bool, double, int)>();
            foreach (var school in week.GroupBy(r => r.OrgId))
            {
                var students = school
                    .GroupBy(r => r.StudentId)
                    .Select(s =>
                        (
                            Id: s.Key,
                            Margin: s.Max(r => margin(r, 0)),
                            Outcome: s.Any(r => r.Outcome),
                            s.MaxBy(r => margin(r, 0)).Shown
                        )
                    )
                    .OrderByDescending(s => s.Margin)
                    .ThenBy(s => s.Id)
                    .ToList();
                for (var rank = 0; rank < students.Count; rank++)
                {
                    var s = students[rank];
                    var first = byRules
                        ? (s.Margin >= 2 ? 0 : Shares.Length)
                        : Array.FindIndex(Shares, share => rank < Math.Ceiling(share * students.Count));
                    people.Add(
                        (s.Id, school.Key, s.Outcome, byRules ? s.Margin : s.Shown, first < 0 ? Shares.Length : first)
                    );
                }
            }

            _people[(model, week.Key)] = people;
            _rows[(model, week.Key)] = [.. week];
        }
    }
}
