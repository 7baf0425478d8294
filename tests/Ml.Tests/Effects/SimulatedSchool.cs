using EarlyWarning.Ml.Effects;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tests.Effects;

/// <summary>
/// A school whose truth is known: students with three courses each, a record that decides who is helped and how courses
/// end, a trait of the student that only shows in the ends, and something hidden where it is asked for.
/// </summary>
internal sealed class SimulatedSchool
{
    private const int Students = 350;
    private const int Courses = 3;
    private SeededRandom _random;

    /// <param name="seed">Which of many.</param>
    /// <param name="effect">What help adds to the share passed; a hundred times half as much to the final score.</param>
    /// <param name="hidden">Log-odds that something hidden adds to being helped, and takes from passing.</param>
    public SimulatedSchool(int seed, double effect, double hidden = 0)
    {
        _random = new SeededRandom(seed, 17);
        var rows = new List<float[]>();
        var treated = new List<bool>();
        var stratum = new List<int>();
        var person = new List<long>();
        for (var s = 0; s < Students; s++)
        {
            double[] record = [Normal(), Normal(), Normal(), Normal()];
            var own = 0.6 * Normal();
            var unseen = _random.NextDouble() < 0.4;
            var pull = -2 + (0.9 * record[0]) + (0.7 * record[1]) + (unseen ? hidden : 0);
            var isHelped = _random.NextDouble() < Share(pull);
            for (var c = 0; c < Courses; c++)
            {
                var mark = (0.5 * record[0]) + Normal();
                var odds = 1.3 - (0.9 * record[0]) - (0.6 * record[1]) - (0.4 * mark) + own - (unseen ? hidden : 0);
                var without = Share(odds);
                // Added to the share itself, so that the effect among those helped is what it is said to be, less the ceiling.
                var with = Math.Clamp(without + effect, 0, 1);
                rows.Add([.. record.Select(v => (float)v), (float)mark]);
                treated.Add(isHelped);
                stratum.Add(c);
                person.Add(s);
                Passed.Add(_random.NextDouble() < (isHelped ? with : without) ? 1 : 0);
                Scores.Add(60 + (10 * odds) + (8 * Normal()) + (isHelped ? 50 * effect : 0));
                Gains.Add(with - without);
            }
        }

        var table = BaselineTable.Of(["absence", "missing", "noise", "other", "mark"], rows);
        int[] others = [.. Enumerable.Range(0, rows.Count).Where(i => !treated[i])];
        Cohort = new Cohort(table, treated, stratum, person, table.Foremost(Passed, others, 4));
    }

    public Cohort Cohort { get; }

    public List<double> Passed { get; } = [];

    public List<double> Scores { get; } = [];

    /// <summary>What help would add to each enrollment's share passed.</summary>
    public List<double> Gains { get; } = [];

    /// <summary>The true effect among enrollments that a figure rests on.</summary>
    public double TruthOf(MatchedGroups groups) =>
        Enumerable.Range(0, Gains.Count).Where(i => Cohort.Treated[i] && groups.Weights[i] > 0).Average(i => Gains[i]);

    private static double Share(double odds) => 1 / (1 + Math.Exp(-odds));

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
