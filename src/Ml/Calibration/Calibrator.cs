using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Calibration;

/// <summary>Maps a margin to the frequency shown: never falling as the margin grows, always inside [0, 1].</summary>
public abstract class Calibrator
{
    private protected Calibrator(string name) => Name = name;

    /// <summary>A short stable name.</summary>
    public string Name { get; }

    /// <summary>The expected frequency of the outcome at this margin.</summary>
    public abstract double Map(double margin);

    /// <summary>The frequencies of many margins.</summary>
    public double[] Map(double[] margins) => Array.ConvertAll(margins, margin => Map(margin));

    internal void Write(ModelWriter writer)
    {
        writer.Text(Name);
        WriteParts(writer);
    }

    internal static Calibrator Read(ModelReader reader) =>
        reader.Text() switch
        {
            PlattCalibrator.CalibratorName => PlattCalibrator.ReadParts(reader),
            IsotonicCalibrator.CalibratorName => IsotonicCalibrator.ReadParts(reader),
            var name => throw new ModelFormatException(
                $"The model has a calibrator '{name}', which this build does not know."
            ),
        };

    private protected abstract void WriteParts(ModelWriter writer);

    /// <exception cref="ArgumentException">Lengths differ, there is nothing, or a number is out of place.</exception>
    internal static void CheckPairs(double[] margins, double[] outcomes)
    {
        ArgumentNullException.ThrowIfNull(margins);
        ArgumentNullException.ThrowIfNull(outcomes);
        if (margins.Length != outcomes.Length || margins.Length == 0)
        {
            throw new ArgumentException(
                $"Calibration needs one outcome per margin and at least one; there are {margins.Length} margins and {outcomes.Length} outcomes."
            );
        }

        if (!Array.TrueForAll(margins, double.IsFinite) || !Array.TrueForAll(outcomes, y => y is 0 or 1))
        {
            throw new ArgumentException("Calibration needs finite margins and outcomes of 0 or 1.");
        }
    }
}

/// <summary>
/// Platt scaling: sigmoid(slope * margin + intercept), fitted by Newton's method to Platt's softened targets
/// (Platt 1999; Lin, Lin and Weng 2007). The slope is never negative.
/// </summary>
public sealed class PlattCalibrator : Calibrator
{
    internal const string CalibratorName = "platt";
    private const int MaxIterations = 100;

    private PlattCalibrator(double slope, double intercept)
        : base(CalibratorName) => (Slope, Intercept) = (slope, intercept);

    /// <summary>What the margin is multiplied by; 1 where the model was calibrated already.</summary>
    public double Slope { get; }

    /// <summary>What is added in log-odds.</summary>
    public double Intercept { get; }

    /// <summary>Fits slope and intercept to out-of-fold pairs.</summary>
    /// <exception cref="ArgumentException">Lengths differ, there is nothing, or a number is out of place.</exception>
    public static PlattCalibrator Fit(double[] margins, double[] outcomes)
    {
        CheckPairs(margins, outcomes);
        var positives = outcomes.Sum();
        var high = (positives + 1) / (positives + 2);
        var low = 1 / (outcomes.Length - positives + 2);
        var targets = Array.ConvertAll(outcomes, y => y == 1 ? high : low);
        var mean = Sigmoid.LogOdds(targets.Average());
        var (slope, intercept) = Newton(margins, targets, mean);
        return slope > 0 ? new PlattCalibrator(slope, intercept) : new PlattCalibrator(0, mean);
    }

    /// <inheritdoc/>
    public override double Map(double margin) => Sigmoid.Of((Slope * margin) + Intercept);

    private static (double Slope, double Intercept) Newton(double[] margins, double[] targets, double mean)
    {
        var (slope, intercept) = (0.0, mean);
        var loss = Loss(margins, targets, slope, intercept);
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            var (byslope, byIntercept) = Step(margins, targets, slope, intercept);
            var fraction = 1.0;
            var next = Loss(margins, targets, slope + byslope, intercept + byIntercept);
            while (next > loss && fraction > 1e-10)
            {
                fraction /= 2;
                next = Loss(margins, targets, slope + (fraction * byslope), intercept + (fraction * byIntercept));
            }

            if (!(next < loss))
            {
                break;
            }

            slope += fraction * byslope;
            intercept += fraction * byIntercept;
            var saved = loss - next;
            loss = next;
            if (saved <= 1e-15 * Math.Abs(loss))
            {
                break;
            }
        }

        return (slope, intercept);
    }

    private static (double Slope, double Intercept) Step(
        double[] margins,
        double[] targets,
        double slope,
        double intercept
    )
    {
        // A trace of ridge keeps the system solvable where all margins are equal.
        var (h11, h12, h22, g1, g2) = (1e-12, 0.0, 1e-12, 0.0, 0.0);
        for (var i = 0; i < margins.Length; i++)
        {
            var p = Sigmoid.Of((slope * margins[i]) + intercept);
            var curvature = p * (1 - p);
            h11 += curvature * margins[i] * margins[i];
            h12 += curvature * margins[i];
            h22 += curvature;
            g1 += (p - targets[i]) * margins[i];
            g2 += p - targets[i];
        }

        var determinant = Math.Max((h11 * h22) - (h12 * h12), 1e-300);
        return (-((h22 * g1) - (h12 * g2)) / determinant, -((h11 * g2) - (h12 * g1)) / determinant);
    }

    private static double Loss(double[] margins, double[] targets, double slope, double intercept)
    {
        var loss = 0.0;
        for (var i = 0; i < margins.Length; i++)
        {
            var margin = (slope * margins[i]) + intercept;
            loss += Sigmoid.SoftPlus(margin) - (targets[i] * margin);
        }

        return loss;
    }

    private protected override void WriteParts(ModelWriter writer)
    {
        writer.Double(Slope);
        writer.Double(Intercept);
    }

    internal static PlattCalibrator ReadParts(ModelReader reader) => new(reader.Double(), reader.Double());
}
