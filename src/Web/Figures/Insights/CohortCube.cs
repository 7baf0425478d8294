namespace EarlyWarning.Web.Figures.Insights;

/// <summary>An enrollment that ended, as the table of cohorts takes it. Values are numbered from 1; 0 stands for all.</summary>
/// <param name="Student">The student.</param>
/// <param name="OrgId">The school.</param>
/// <param name="Term">The term.</param>
/// <param name="Grade">Grade level.</param>
/// <param name="Subject">Subject.</param>
/// <param name="State">A <see cref="CohortState"/>.</param>
/// <param name="Passed">Whether it was passed.</param>
/// <param name="Score">Final score; NaN where none.</param>
/// <param name="Absent">Share of days missed; NaN where not known.</param>
/// <param name="Missing">Share of work missing; NaN where not known.</param>
internal readonly record struct CubeFact(
    long Student,
    long OrgId,
    int Term,
    int Grade,
    int Subject,
    int State,
    bool Passed,
    double Score,
    double Absent,
    double Missing
);

/// <summary>
/// Every combination of term, grade level, subject and state at week 8, each of one value or of all, for every organisation.
/// Enrollments and their sums add up along every dimension; distinct students do not (one takes several subjects), so each
/// cell counts its own. A cohort is one cell: opening one adds up nothing.
/// </summary>
internal sealed class CohortCube
{
    /// <summary>Dimensions of a cell: term, grade level, subject, state.</summary>
    public const int Dimensions = 4;

    private readonly int[] _strides;

    private CohortCube(FigureOrgs orgs, IReadOnlyList<int> values)
    {
        Values = values;
        _strides = new int[Dimensions];
        var stride = 1;
        for (var d = Dimensions - 1; d >= 0; d--)
        {
            _strides[d] = stride;
            stride *= values[d] + 1;
        }

        Layers =
        [
            .. orgs.All.Select(o => new CubeLayer(o.Id)),
            // An organisation with classes of its own beside those below it: a part of the sum that no page shows by itself.
            .. orgs.Schools.Where(s => orgs.Below(s).Count > 0).Select(s => new CubeLayer(-s.Id)),
        ];
        var place = Layers.Index().ToDictionary(l => l.Item.Id, l => l.Index);
        foreach (var org in orgs.All)
        {
            var layer = Layers[place[org.Id]];
            layer.Below.AddRange(orgs.Below(org).Select(b => place[b.Id]));
            if (place.TryGetValue(-org.Id, out var own))
            {
                layer.Below.Add(own);
            }

            foreach (var below in layer.Below)
            {
                Layers[below].Above = place[org.Id];
            }
        }

        LayersOf = orgs.Schools.ToDictionary(
            s => s.Id,
            s =>
                (int[])
                    [
                        .. orgs.All.Where(o => o.Holds(s)).Select(o => place[o.Id]),
                        .. place.TryGetValue(-s.Id, out var own) ? [own] : Array.Empty<int>(),
                    ]
        );
    }

    /// <summary>How many values each dimension has.</summary>
    public IReadOnlyList<int> Values { get; }

    /// <summary>One per organisation, in the order of <see cref="FigureOrgs.All"/>, then parts that no page shows.</summary>
    public IReadOnlyList<CubeLayer> Layers { get; }

    private Dictionary<long, int[]> LayersOf { get; }

    /// <summary>Adds up.</summary>
    /// <param name="orgs">Organisations.</param>
    /// <param name="values">How many values each dimension has.</param>
    /// <param name="facts">Enrollments; those of schools that are not there are left out.</param>
    /// <param name="cancel">Checked from time to time.</param>
    public static CohortCube Of(
        FigureOrgs orgs,
        IReadOnlyList<int> values,
        IEnumerable<CubeFact> facts,
        CancellationToken cancel
    )
    {
        var cube = new CohortCube(orgs, values);
        var parts = new Dictionary<(int Layer, int Key), StudentSums>();
        foreach (var student in facts.GroupBy(f => f.Student))
        {
            cancel.ThrowIfCancellationRequested();
            parts.Clear();
            foreach (var fact in student)
            {
                cube.Spread(fact, parts);
            }

            foreach (var ((layer, key), sums) in parts)
            {
                var cells = cube.Layers[layer].Cells;
                if (!cells.TryGetValue(key, out var cell))
                {
                    cells[key] = cell = new CubeCell();
                }

                cell.Add(sums);
            }
        }

        CohortHiding.Hide(cube, CohortSheets.Least);
        return cube;
    }

    /// <summary>The key of a cell.</summary>
    public int Key(int term, int grade, int subject, int state) =>
        (term * _strides[0]) + (grade * _strides[1]) + (subject * _strides[2]) + (state * _strides[3]);

    /// <summary>The value of a key in a dimension; 0 for all.</summary>
    public int ValueOf(int key, int dimension) => key / _strides[dimension] % (Values[dimension] + 1);

    /// <summary>The key with another value in a dimension.</summary>
    public int With(int key, int dimension, int value) =>
        key + ((value - ValueOf(key, dimension)) * _strides[dimension]);

    private void Spread(in CubeFact fact, Dictionary<(int Layer, int Key), StudentSums> parts)
    {
        if (!LayersOf.TryGetValue(fact.OrgId, out var layers))
        {
            return;
        }

        for (var pattern = 0; pattern < 1 << Dimensions; pattern++)
        {
            var key = Key(
                (pattern & 1) != 0 ? fact.Term : 0,
                (pattern & 2) != 0 ? fact.Grade : 0,
                (pattern & 4) != 0 ? fact.Subject : 0,
                (pattern & 8) != 0 ? fact.State : 0
            );
            foreach (var layer in layers)
            {
                if (!parts.TryGetValue((layer, key), out var sums))
                {
                    parts[(layer, key)] = sums = new StudentSums();
                }

                sums.Add(fact);
            }
        }
    }
}

/// <summary>The cells of an organisation.</summary>
/// <param name="id">The organisation; negative for its own classes beside those below it.</param>
internal sealed class CubeLayer(long id)
{
    /// <summary>The organisation.</summary>
    public long Id { get; } = id;

    /// <summary>Cells by key.</summary>
    public Dictionary<int, CubeCell> Cells { get; } = [];

    /// <summary>Layers that add up to it.</summary>
    public List<int> Below { get; } = [];

    /// <summary>The layer it is a part of; -1 at the top.</summary>
    public int Above { get; set; } = -1;

    /// <summary>A cell that may be shown; null where it is empty or hidden.</summary>
    public CubeCell? Shown(int key) => Cells.TryGetValue(key, out var cell) && !cell.Hidden ? cell : null;
}
