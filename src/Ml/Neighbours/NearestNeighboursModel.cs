using System.Buffers;
using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neighbours;

/// <summary>
/// The answer of the nearest training rows: the logarithm of smoothed shares (log-odds for a binary task), or a mean.
/// Where several rows are equally far and not all are wanted, each counts in part, so the order of the training rows
/// does not matter.
/// </summary>
public sealed class NearestNeighboursModel : Model
{
    internal const string FormatTag = "neighbours";
    private const double Nearest = 1e-3;

    private readonly NearestNeighboursOptions _options;
    private readonly NeighbourRows _rows;
    private readonly double[] _y;
    private readonly double[] _weights;
    private readonly double[] _shares;

    internal NearestNeighboursModel(
        TableSchema schema,
        TaskKind task,
        string trainerName,
        int outputs,
        NearestNeighboursOptions options,
        NeighbourRows rows,
        double[] y,
        double[] weights,
        double[] shares
    )
        : base(schema, task, trainerName, outputs)
    {
        options.Check();
        (_options, _rows, _y, _weights, _shares) = (options, rows, y, weights, shares);
        var classes = task switch
        {
            TaskKind.Regression => 0,
            TaskKind.Binary => 2,
            _ => outputs,
        };
        if (
            y.Length != rows.Count
            || weights.Length != rows.Count
            || shares.Length != classes
            || (classes > 0 && !Array.TrueForAll(y, code => code >= 0 && code < classes))
        )
        {
            throw new ArgumentException("The neighbours of a model have other numbers of outcomes than of rows.");
        }
    }

    /// <summary>Sampled (see <see cref="SampledShapleyExplainer"/>) over some of the training rows.</summary>
    public override Explainer CreateExplainer()
    {
        var chosen = Enumerable
            .Range(0, _rows.Count)
            .OrderBy(row => SeededRandom.Hash(row, _options.Seed))
            .Take(_options.BackgroundRows);
        var values = chosen.SelectMany(_rows.Original).ToArray();
        return new SampledShapleyExplainer(
            this,
            new Table(Schema, values),
            new SampledShapleyOptions { Seed = _options.Seed }
        );
    }

    private protected override void ComputeMargins(ReadOnlySpan<float> row, Span<double> margins)
    {
        var buffer = ArrayPool<float>.Shared.Rent(2 * _rows.Count);
        var distances = buffer.AsSpan(0, _rows.Count);
        _rows.Measure(row, _options.Distance, distances, buffer.AsSpan(_rows.Count, _rows.Count));
        Answer(distances, margins);
        ArrayPool<float>.Shared.Return(buffer);
    }

    private void Answer(ReadOnlySpan<float> distances, Span<double> margins)
    {
        var farthest = Farthest(distances, Math.Min(_options.Neighbours, distances.Length));
        var (within, tied) = (0, 0);
        foreach (var distance in distances)
        {
            within += distance < farthest ? 1 : 0;
            tied += distance == farthest ? 1 : 0;
        }

        var partOfTied = (Math.Min(_options.Neighbours, distances.Length) - within) / (double)tied;
        var classes = Math.Max(1, _shares.Length);
        var buffer = ArrayPool<double>.Shared.Rent(classes);
        var votes = buffer.AsSpan(0, classes);
        votes.Clear();
        var total = 0.0;
        for (var i = 0; i < distances.Length; i++)
        {
            if (distances[i] > farthest)
            {
                continue;
            }

            var weight = _weights[i] * (distances[i] == farthest ? partOfTied : 1);
            weight /= _options.WeightByDistance ? distances[i] + Nearest : 1;
            total += weight;
            votes[_shares.Length == 0 ? 0 : (int)_y[i]] += _shares.Length == 0 ? weight * _y[i] : weight;
        }

        ToMargins(votes, total, margins);
        ArrayPool<double>.Shared.Return(buffer);
    }

    private void ToMargins(Span<double> votes, double total, Span<double> margins)
    {
        if (Task == TaskKind.Regression)
        {
            margins[0] = votes[0] / total;
            return;
        }

        // In units of the neighbours' mean weight, so that smoothing means the same under any weights.
        var prior = _options.Smoothing * total / Math.Min(_options.Neighbours, _rows.Count);
        for (var k = 0; k < votes.Length; k++)
        {
            votes[k] = Math.Log((votes[k] + (prior * _shares[k])) / (total + prior));
        }

        if (Task == TaskKind.Binary)
        {
            margins[0] = votes[1] - votes[0];
        }
        else
        {
            votes.CopyTo(margins);
        }
    }

    /// <summary>The k-th smallest distance, by a heap of the k smallest so far.</summary>
    private static float Farthest(ReadOnlySpan<float> distances, int count)
    {
        var heap = ArrayPool<float>.Shared.Rent(count);
        distances[..count].CopyTo(heap);
        for (var i = (count / 2) - 1; i >= 0; i--)
        {
            SiftDown(heap, i, count);
        }

        for (var i = count; i < distances.Length; i++)
        {
            if (distances[i] < heap[0])
            {
                heap[0] = distances[i];
                SiftDown(heap, 0, count);
            }
        }

        var farthest = heap[0];
        ArrayPool<float>.Shared.Return(heap);
        return farthest;
    }

    private static void SiftDown(float[] heap, int at, int count)
    {
        for (var child = (2 * at) + 1; child < count; child = (2 * at) + 1)
        {
            child += child + 1 < count && heap[child + 1] > heap[child] ? 1 : 0;
            if (heap[at] >= heap[child])
            {
                return;
            }

            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }

    internal void Write(ModelWriter writer)
    {
        writer.Int(_options.Neighbours);
        writer.Byte((int)_options.Distance);
        writer.Bool(_options.WeightByDistance);
        writer.Double(_options.Smoothing);
        writer.Int(_options.BackgroundRows);
        writer.Int(_options.Seed);
        _rows.Write(writer);
        writer.Array<double>(_y);
        writer.Array<double>(_weights);
        writer.Array<double>(_shares);
    }

    internal static NearestNeighboursModel Read(
        ModelReader reader,
        TableSchema schema,
        TaskKind task,
        string trainerName,
        int outputs
    )
    {
        var options = new NearestNeighboursOptions
        {
            Neighbours = reader.Int(),
            Distance = (RowDistance)reader.Byte(),
            WeightByDistance = reader.Bool(),
            Smoothing = reader.Double(),
            BackgroundRows = reader.Int(),
            Seed = reader.Int(),
        };
        var rows = NeighbourRows.Read(reader, schema);
        return new NearestNeighboursModel(
            schema,
            task,
            trainerName,
            outputs,
            options,
            rows,
            reader.Array<double>(),
            reader.Array<double>(),
            reader.Array<double>()
        );
    }
}
