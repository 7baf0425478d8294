using EarlyWarning.Ml.Models;

namespace EarlyWarning.Web.Nightly.Gates;

/// <summary>A candidate as it was judged on a later cohort that it had not seen: what the gates look at.</summary>
/// <param name="Test">The later cohort.</param>
/// <param name="Model">The candidate as judged, fitted on the terms before.</param>
/// <param name="Margins">Its margin for each row of the cohort.</param>
/// <param name="Earlier">Rows of earlier terms with margins of models that had not seen them.</param>
/// <param name="Gate">What the value-added gate found.</param>
/// <param name="Rival">The other finalist as it was judged, where it did nearly as well; else null.</param>
internal sealed record Trial(
    Dataset Test,
    ScoringModel Model,
    double[] Margins,
    HeldOut Earlier,
    GateReport Gate,
    ScoringModel? Rival = null
)
{
    /// <summary>What the candidate shows for each row.</summary>
    public double[] Shown { get; } = Array.ConvertAll(Margins, Model.Shown);

    /// <summary>Whether another model has the same inputs in the same order, so that it can be held against this one.</summary>
    public bool HasInputsOf(ScoringModel other) =>
        other
            .Schema.Columns.Select(c => c.Name)
            .SequenceEqual(Model.Schema.Columns.Select(c => c.Name), StringComparer.Ordinal);
}
