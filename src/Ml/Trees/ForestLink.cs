using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Trees;

/// <summary>What the trees that did not learn from a row vote for it.</summary>
internal sealed record LinkRow(double[] Votes, int Code, double Weight);

/// <summary>
/// The line from votes to margins: margin of class k = Intercepts[k] + Slope * vote for k, so that their softmax has the
/// lowest log loss on out-of-bag votes (Platt 1999, for several classes). A line, because only then are Shapley values
/// of the votes those of the margin; one slope for all, at least 0, so that more votes never mean less.
/// </summary>
internal sealed record ForestLink(double[] Intercepts, double Slope)
{
    private const int MaxSteps = 50;

    // Keeps both finite where votes separate the classes; counts as much as a row at slope 30.
    private const double Ridge = 1e-3;

    /// <summary>Newton's method.</summary>
    /// <exception cref="TrainingException">No tree left a row out.</exception>
    public static ForestLink Fit(string trainer, List<LinkRow> rows, int classes)
    {
        if (rows.Count == 0)
        {
            throw new TrainingException(
                $"{trainer} has no row that a tree left out to judge its votes by; use more trees."
            );
        }

        var at = new double[classes + 1];
        var objective = Objective(rows, at);
        for (var step = 0; step < MaxSteps; step++)
        {
            var direction = NewtonStep(rows, at);
            var size = 1.0;
            double[] next;
            double found;
            do
            {
                next = [.. at.Zip(direction, (value, change) => value + (size * change))];
                next[classes] = Math.Max(0, next[classes]);
                found = Objective(rows, next);
                size /= 2;
            } while (found > objective && size > 1e-6);

            if (!(objective - found > 1e-12 * Math.Abs(objective)))
            {
                break;
            }

            (at, objective) = (next, found);
        }

        return new ForestLink(at[..classes], at[classes]);
    }

    private static double Objective(List<LinkRow> rows, double[] at)
    {
        var classes = at.Length - 1;
        Span<double> margins = new double[classes];
        var loss = 0.0;
        foreach (var row in rows)
        {
            Margins(row, at, margins);
            loss += row.Weight * (Softmax.LogSum(margins) - margins[row.Code]);
        }

        return loss + (Ridge / 2 * at.Sum(value => value * value));
    }

    private static double[] NewtonStep(List<LinkRow> rows, double[] at)
    {
        var classes = at.Length - 1;
        var size = at.Length;
        var step = Array.ConvertAll(at, value => -Ridge * value);
        var matrix = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            matrix[(i * size) + i] = Ridge;
        }

        var p = new double[classes];
        foreach (var row in rows)
        {
            Margins(row, at, p);
            Softmax.InPlace(p);
            Add(row, p, step, matrix);
        }

        Cholesky.Solve(matrix, step);
        return step;
    }

    /// <summary>Gradient and curvature of one row's log loss; the lower triangle is enough for Cholesky.</summary>
    private static void Add(LinkRow row, double[] p, double[] step, double[] matrix)
    {
        var (classes, size) = (p.Length, p.Length + 1);
        var mean = 0.0;
        var square = 0.0;
        for (var k = 0; k < classes; k++)
        {
            mean += p[k] * row.Votes[k];
            square += p[k] * row.Votes[k] * row.Votes[k];
        }

        for (var k = 0; k < classes; k++)
        {
            step[k] += row.Weight * ((row.Code == k ? 1 : 0) - p[k]);
            for (var j = 0; j <= k; j++)
            {
                matrix[(k * size) + j] += row.Weight * ((j == k ? p[k] : 0) - (p[k] * p[j]));
            }

            matrix[(classes * size) + k] += row.Weight * p[k] * (row.Votes[k] - mean);
        }

        step[classes] += row.Weight * (row.Votes[row.Code] - mean);
        matrix[(classes * size) + classes] += row.Weight * (square - (mean * mean));
    }

    private static void Margins(LinkRow row, double[] at, Span<double> margins)
    {
        for (var k = 0; k < margins.Length; k++)
        {
            margins[k] = at[k] + (at[^1] * row.Votes[k]);
        }
    }
}
