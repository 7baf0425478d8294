using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// The LSTM of Wang et al. (<see cref="SequenceTrainer"/>) on flat rows: weekly columns become its steps, the other columns
/// its unchanging inputs (<see cref="WeeklyLayout"/>). Learns an outcome of 0 or 1, or a number; several classes it leaves
/// to others. Missing weeks and values, and categories never seen, are part of the encoding. The same data, options and
/// seed give the same bits for any number of threads and any vector width.
/// </summary>
public sealed class WeeklySequenceTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "lstm";

    /// <summary>Training rows kept in the model as the background of its explanations.</summary>
    private const int BackgroundRows = 32;

    private const int MinRows = 20;

    private readonly LstmOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public WeeklySequenceTrainer(TaskKind task, LstmOptions? options = null)
    {
        _options = options ?? new LstmOptions();
        _options.Check();
        Task = task;
        Parameters = _options.ToParameters();
    }

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public TaskKind Task { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public Model Fit(TrainingData data, CancellationToken ct)
    {
        var rows = TrainingChecks.UsableRows(Name, Task, data, MinRows);
        TrainingChecks.CheckColumns(Name, data.X, rows);
        var layout = LayoutOf(data.X, rows);
        double[] weights = Array.ConvertAll(rows, row => data.Weights?[row] ?? 1);
        var encoding = WeeklyEncoding.Fit(layout, data.X, rows, weights, ct);
        var network = new SequenceTrainer(_options).Fit(
            encoding.Sequences(data.X, rows),
            [new SequenceHead("the outcome", Task, Array.ConvertAll(rows, row => data.Y[row]))],
            data.Weights is null ? null : weights,
            data.Groups is null ? null : Array.ConvertAll(rows, row => data.Groups[row]),
            ct: ct
        );
        return new WeeklySequenceModel(data.X.Schema, Task, Name, encoding, network, Background(data.X, rows));
    }

    private WeeklyLayout LayoutOf(Table table, int[] rows)
    {
        if (Task == TaskKind.Multiclass)
        {
            throw new TrainingException(
                $"{Name} learns a chance or a number, not several classes; use another learner."
            );
        }

        var layout =
            WeeklyLayout.Find(table.Schema)
            ?? throw new TrainingException(
                $"{Name} learns from weekly columns such as '{WeeklyLayout.ColumnName("absence", 1)}' and "
                    + $"'{WeeklyLayout.ColumnName("absence", 0)}' (weeks ago), and the table has none; name them so, or use another learner."
            );
        var weekly = Enumerable.Range(0, table.ColumnCount).Except(layout.Statics).ToArray();
        return Array.Exists(rows, row => Array.Exists(weekly, column => !float.IsNaN(table.Row(row)[column])))
            ? layout
            : throw new TrainingException(
                $"{Name} cannot learn because every weekly value of all {rows.Length} rows is missing."
            );
    }

    private Table Background(Table table, int[] rows)
    {
        int[] drawn = [.. rows];
        new SeededRandom(_options.Seed, 99).Shuffle(drawn.AsSpan());
        return table.Select(drawn[..Math.Min(drawn.Length, BackgroundRows)]);
    }
}
