using EarlyWarning.Ml.Calibration;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Models;

/// <summary>
/// Everything needed to score a row and to say how sure that is: what is stored as a champion.
/// </summary>
/// <param name="Model">Margins and their explanation.</param>
/// <param name="Calibrator">Margin to frequency; binary only.</param>
/// <param name="Blocks">The evidence behind a frequency; binary only.</param>
/// <param name="Conformal">Interval of a number; regression only.</param>
/// <param name="Metadata">Notes such as goal, model id, code version, training terms; no personal data.</param>
public sealed record ScoringModel(
    Model Model,
    Calibrator? Calibrator = null,
    CalibrationBlocks? Blocks = null,
    SplitConformal? Conformal = null,
    IReadOnlyDictionary<string, string>? Metadata = null
)
{
    /// <summary>The model's inputs.</summary>
    public TableSchema Schema => Model.Schema;

    /// <summary>Notes; never null.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } =
        Metadata ?? new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// What is shown for a margin: the calibrated frequency of a binary task (the plain probability where there is no
    /// calibrator), the number itself of a regression.
    /// </summary>
    /// <exception cref="InvalidOperationException">A multiclass margin alone says nothing; use <see cref="Softmax"/>.</exception>
    public double Shown(double margin)
    {
        if (Model.Task == TaskKind.Regression)
        {
            return margin;
        }

        if (Model.Task == TaskKind.Multiclass)
        {
            throw new InvalidOperationException(
                "One margin of a multiclass model says nothing by itself; take the softmax of all of them."
            );
        }

        return Calibrator is null ? Sigmoid.Of(margin) : Calibrator.Map(margin);
    }

    internal void WriteParts(ModelWriter writer)
    {
        writer.Bool(Calibrator is not null);
        Calibrator?.Write(writer);
        writer.Bool(Blocks is not null);
        Blocks?.Write(writer);
        writer.Bool(Conformal is not null);
        Conformal?.Write(writer);
        writer.TextMap(Metadata);
    }

    internal static ScoringModel Read(ModelReader reader, Model model) =>
        new(
            model,
            reader.Bool() ? Calibration.Calibrator.Read(reader) : null,
            reader.Bool() ? CalibrationBlocks.Read(reader) : null,
            reader.Bool() ? SplitConformal.Read(reader) : null,
            reader.TextMap()
        );
}
