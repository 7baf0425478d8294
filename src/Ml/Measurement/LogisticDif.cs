using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Measurement;

/// <summary>
/// Passing a piece of work by logistic regression on the matching score, then the group, then both together (Swaminathan and
/// Rogers 1990): uniform where the group is better or worse off at every ability alike, non-uniform where it depends on it.
/// Effects by the change of Nagelkerke's R2 with the limits of Jodoin and Gierl (2001).
/// </summary>
/// <param name="Uniform">Likelihood-ratio test of the group, one degree of freedom.</param>
/// <param name="UniformProbability">Of as much where there is none.</param>
/// <param name="NonUniform">Likelihood-ratio test of the interaction, one degree of freedom.</param>
/// <param name="NonUniformProbability">Of as much where there is none.</param>
/// <param name="LogOdds">Log-odds of passing, group less everybody else, at an equal matching score.</param>
/// <param name="Effect">Change of Nagelkerke's R2 by the group and the interaction together.</param>
/// <param name="Class">Jodoin and Gierl's class; A where the two tests together tell nothing from chance at 5 %.</param>
public sealed record LogisticDif(
    double Uniform,
    double UniformProbability,
    double NonUniform,
    double NonUniformProbability,
    Measured LogOdds,
    double Effect,
    DifClass Class
)
{
    private const double ModerateFrom = 0.035;
    private const double LargeFrom = 0.070;

    /// <summary>Compares; null where all pass or none does, in a group or altogether.</summary>
    /// <param name="rows">Results.</param>
    /// <param name="passMark">Mark from which the work is passed.</param>
    public static LogisticDif? Of(MatchedRows rows, double passMark)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var cells = DifCells.Of(rows, passMark);
        if (!cells.IsMixed)
        {
            return null;
        }

        var ability = LogisticFit.Of(cells, 2);
        var uniform = LogisticFit.Of(cells, 3, ability);
        var full = LogisticFit.Of(cells, 4, uniform);

        // Several rows of one student say less than as many students: tests are divided by how much (Rao and Scott 1984).
        var designOfGroup = cells.DesignEffect(uniform, 2);
        var designOfBoth = cells.DesignEffect(full, 3);
        var group = Math.Max(0, 2 * (uniform.LogLikelihood - ability.LogLikelihood)) / designOfGroup;
        var both = Math.Max(0, 2 * (full.LogLikelihood - uniform.LogLikelihood)) / designOfBoth;
        var error = Math.Sqrt(uniform.Variance(2) * designOfGroup);
        var beta = uniform.Beta[2];
        var half = Evaluation.WilsonInterval.Z95 * error;
        var effect = cells.Nagelkerke(full.LogLikelihood) - cells.Nagelkerke(ability.LogLikelihood);
        var isChance = ChiSquared.CDF(2, group + both) < 0.95;
        return new LogisticDif(
            group,
            1 - ChiSquared.CDF(1, group),
            both,
            1 - ChiSquared.CDF(1, both),
            new Measured(beta, beta - half, beta + half),
            effect,
            isChance || effect < ModerateFrom ? DifClass.A
                : effect < LargeFrom ? DifClass.B
                : DifClass.C
        );
    }
}
