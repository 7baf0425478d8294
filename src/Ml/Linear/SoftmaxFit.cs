using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Linear;

/// <summary>The way from data with several classes to a linear model with one margin per class.</summary>
internal static class SoftmaxFit
{
    public static LinearModel Run(string trainer, ElasticNetOptions options, TrainingData data, CancellationToken ct)
    {
        var rows = LinearFit.Rows(trainer, TaskKind.Multiclass, data);
        var y = Array.ConvertAll(rows, row => data.Y[row]);
        var weights = Array.ConvertAll(rows, row => data.Weights?[row] ?? 1);
        var encoding = LinearEncoding.Fit(data.X, rows, weights, options.Standardize, ct);
        LinearFit.CheckDetermined(trainer, options.Penalty, rows.Length, encoding.Count);
        CheckSize(trainer, encoding.Count, data.ClassCount);
        var inputs = new LinearInputs(data.X, rows, encoding, offsets: null, options.Threads, ct);
        // Classes without rows would drift to minus infinity; they stay where rarity puts them.
        var shares = ClassShares.LogShares(y, weights, data.ClassCount);
        var present = Enumerable.Range(0, shares.Length).Where(k => Array.IndexOf(y, k) >= 0).ToArray();
        var codes = Array.ConvertAll(y, value => (double)Array.IndexOf(present, (int)value));
        var problem = new SoftmaxProblem(inputs, codes, weights, present.Length, options.Threads);
        var start = Array.ConvertAll(present, k => shares[k]);
        var solution = new ElasticNetSolver(problem, options).Solve(trainer, start, ct);
        return ToModel(data.X.Schema, trainer, encoding, solution, present, shares);
    }

    private static LinearModel ToModel(
        TableSchema schema,
        string trainer,
        LinearEncoding encoding,
        double[] solution,
        int[] present,
        double[] shares
    )
    {
        var block = encoding.Count + 1;
        // Only differences of intercepts matter: those of the classes that occur are given the mean 0.
        var mean = Enumerable.Range(0, present.Length).Average(k => solution[((k + 1) * block) - 1]);
        var meanShare = present.Average(k => shares[k]);
        var intercepts = new double[shares.Length];
        var terms = new LinearTerm[shares.Length][];
        for (var output = 0; output < shares.Length; output++)
        {
            var k = Array.IndexOf(present, output);
            var coefficients = k < 0 ? new double[encoding.Count] : solution.AsSpan(k * block, encoding.Count);
            terms[output] = encoding.ToTerms(coefficients);
            intercepts[output] = k < 0 ? shares[output] - meanShare : solution[((k + 1) * block) - 1] - mean;
        }

        return new LinearModel(schema, TaskKind.Multiclass, trainer, intercepts, terms);
    }

    private static void CheckSize(string trainer, int inputs, int classes)
    {
        if ((inputs + 1) * (long)classes > LinearEncoding.MaxInputs)
        {
            throw new TrainingException(
                $"{trainer} would have {inputs} inputs for each of {classes} classes, more than {LinearEncoding.MaxInputs} "
                    + "together; leave out columns with very many categories."
            );
        }
    }
}
