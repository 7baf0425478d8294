using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Imports.Flat;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>Labelled rows of a flat table.</summary>
/// <param name="Data">For the learning core.</param>
/// <param name="Protected">Texts of the protected columns, one list a column, row by row.</param>
/// <param name="Unlabelled">Rows left out because their label is missing.</param>
internal sealed record FlatRows(TrainingData Data, IReadOnlyList<string[]> Protected, int Unlabelled);

/// <summary>What the columns of a flat table mean, learned from the file that is trained on.</summary>
internal sealed class FlatDesign
{
    private readonly IReadOnlyList<FlatColumn> _columns;
    private readonly FlatLabel _label;
    private readonly TableRequest _request;

    private FlatDesign(
        TableRequest request,
        IReadOnlyList<FlatColumn> columns,
        FlatLabel label,
        IReadOnlyList<string> notes
    )
    {
        _request = request;
        _columns = columns;
        _label = label;
        Notes = notes;
        Schema = new TableSchema([.. columns.Select(c => c.Column)]);
    }

    /// <summary>The features.</summary>
    public TableSchema Schema { get; }

    /// <summary>Names of the classes by code; empty for numbers.</summary>
    public IReadOnlyList<string> Classes => _label.Classes;

    /// <summary>What was left out, and why.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Learns from a file.</summary>
    /// <exception cref="ImportRefusedException">A column named is not there, or nothing is left to learn from.</exception>
    public static FlatDesign Learn(FlatFile file, TableRequest request)
    {
        var used = new HashSet<int> { file.IndexOf(request.Label) };
        foreach (var name in request.Protected.Concat(request.Exclude).Concat(request.Group is { } g ? [g] : []))
        {
            used.Add(file.IndexOf(name));
        }

        var label = FlatLabel.Learn(file, request);
        var (columns, notes) = (new List<FlatColumn>(), new List<string>());
        for (var i = 0; i < file.Headers.Count; i++)
        {
            if (used.Contains(i))
            {
                continue;
            }

            if (FlatColumn.Learn(file, i, out var note) is { } column)
            {
                columns.Add(column);
            }

            if (note is not null)
            {
                notes.Add(note);
            }
        }

        return columns.Count > 0
            ? new FlatDesign(request, columns, label, notes)
            : throw new ImportRefusedException(
                $"{file.Name} has no column to learn from beside the label{(used.Count > 1 ? " and those left out" : "")}. "
                    + "Add features, or check the delimiter."
            );
    }

    /// <summary>Rows of a file with the columns that were learned.</summary>
    /// <exception cref="ImportRefusedException">A column is missing, or the label of a row cannot be read.</exception>
    public FlatRows Encode(FlatFile file)
    {
        var places = _columns.Select(c => file.IndexOf(c.Name)).ToArray();
        var label = file.IndexOf(_request.Label);
        var group = _request.Group is { } name ? file.IndexOf(name) : -1;
        var guarded = _request.Protected.Select(file.IndexOf).ToArray();
        var (kept, y) = (new List<int>(), new List<double>());
        for (var row = 0; row < file.Rows.Count; row++)
        {
            if (_label.Encode(file, row, label) is { } outcome)
            {
                kept.Add(row);
                y.Add(outcome);
            }
        }

        var values = new float[checked(kept.Count * places.Length)];
        for (var i = 0; i < kept.Count; i++)
        {
            for (var c = 0; c < places.Length; c++)
            {
                values[(i * places.Length) + c] = _columns[c].Encode(file.Rows[kept[i]][places[c]]);
            }
        }

        var data = new TrainingData(
            new Table(Schema, values),
            [.. y],
            Groups: group < 0 ? null : Numbered(kept.Select(r => file.Rows[r][group])),
            ClassNames: _request.Task == TaskKind.Multiclass ? Classes : null
        );
        return new FlatRows(
            data,
            [.. guarded.Select(g => kept.Select(r => file.Rows[r][g]).ToArray())],
            file.Rows.Count - kept.Count
        );
    }

    private static long[] Numbered(IEnumerable<string> names)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        return
        [
            .. names.Select(name =>
            {
                numbers.TryAdd(name, numbers.Count);
                return numbers[name];
            }),
        ];
    }
}
