using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Tests.Figures.Fairness;

/// <summary>A group of an organisation: whoever the organisation, by its schools.</summary>
/// <param name="Schools">Keys of its schools.</param>
/// <param name="Attribute">Attribute, two crossed, or empty for everybody.</param>
/// <param name="Group">Group.</param>
internal sealed record Place(string Schools, string Attribute, string Group);

/// <summary>What a count is of: people of a week, or those whom a cut of a model flags among them.</summary>
/// <param name="Week">The week.</param>
/// <param name="Model">Model; empty for all people.</param>
/// <param name="Cut">Place of the cut.</param>
/// <param name="HasOutcome">Whether those with the outcome, or those without it.</param>
internal sealed record Layer(int Week, string Model, int Cut, bool HasOutcome);

/// <summary>
/// A reader who has everything that is published (all organisations, versions, rules, horizons, cuts; the CSV of a page is the
/// same table) and who is told, beyond that, every shown count exactly, not rounded to five. What is hidden is then an unknown
/// that sums, growing cuts and "no more flagged than people" narrow down. Written apart from the program: it knows its sheets only.
/// </summary>
internal sealed class Attack
{
    /// <summary>Rounding to five leaves a shown count as vague as this; a hidden one must be no less so.</summary>
    private const int HiddenFlaggedWidth = 5;

    private const int Most = 1_000_000;

    private readonly FigureOrgs _orgs;
    private readonly Truth _truth;
    private readonly Dictionary<(Layer, Place), int> _numbers = [];
    private readonly List<int> _low = [];
    private readonly List<int> _high = [];
    private readonly List<int> _true = [];
    private readonly List<(int Total, int[] Members)> _sums = [];
    private readonly Dictionary<int, List<(int Total, int[] Members)>> _sumsOf = [];
    private readonly List<(int Less, int More)> _orders = [];
    private readonly Dictionary<(Layer, Place), bool> _shown = [];

    public Attack(FigureOrgs orgs, Truth truth, IEnumerable<(long Org, FairnessSheet Sheet)> published)
    {
        (_orgs, _truth) = (orgs, truth);
        List<(string Schools, long Org, FairnessSheet Sheet)> sheets =
        [
            .. published.Select(p => (truth.SchoolsOf(orgs, p.Org), p.Org, p.Sheet)),
        ];
        foreach (var (_, org, sheet) in sheets)
        {
            Read(org, sheet);
        }

        foreach (var (layer, place) in _shown.Keys)
        {
            Number(layer, place);
        }

        foreach (var place in sheets.GroupBy(s => s.Schools).Select(g => g.First()))
        {
            AddSums(place.Schools, place.Org);
        }

        AddOrders();
    }

    /// <summary>Hidden counts under ten that are found out, in words; none where the hiding holds.</summary>
    /// <param name="exact">Whether linear programs say how far sums narrow, or narrowing sum by sum alone.</param>
    public List<string> FoundOut(bool exact)
    {
        while (_sums.Exists(Narrow) | _orders.Exists(Narrow))
        {
            // The work is in the condition.
        }

        var found = new List<string>();
        foreach (var pair in _shown.Where(s => !s.Value && s.Key.Item1.HasOutcome))
        {
            var (layer, place) = pair.Key;
            var (with, without) = (_numbers[(layer, place)], _numbers[(layer with { HasOutcome = false }, place)]);
            var (lowWith, highWith) = exact ? Range(with) : (_low[with], _high[with]);
            var (lowWithout, highWithout) = exact ? Range(without) : (_low[without], _high[without]);
            if (layer.Model.Length == 0)
            {
                Check(found, layer, place, _true[with], lowWith, highWith);
                Check(found, layer, place, _true[without], lowWithout, highWithout);
            }
            else if (
                _true[with] + _true[without] < 10
                && highWith + highWithout - lowWith - lowWithout < HiddenFlaggedWidth
            )
            {
                found.Add(
                    $"{layer} {place}: {_true[with] + _true[without]}, from {lowWith} + {lowWithout} to {highWith} + {highWithout}"
                );
            }
        }

        return found;
    }

    private static void Check(List<string> found, Layer layer, Place place, int value, int low, int high)
    {
        if (value < 10 && (high < 10 || low == high))
        {
            found.Add($"{layer} {place}: {value}, from {low} to {high}");
        }
    }

    private void Read(long org, FairnessSheet sheet)
    {
        for (var cut = 0; cut < sheet.Cuts.Count; cut++)
        {
            foreach (var row in sheet.Cuts[cut].Groups.Append(sheet.Cuts[cut].Overall))
            {
                var place = _truth.PlaceOf(_orgs, org, row);
                foreach (var hasOutcome in (bool[])[true, false])
                {
                    // Whoever sees a row of any model and cut sees how many people it has, with and without the outcome.
                    See(new Layer(sheet.Week, "", 0, hasOutcome), place, !row.Hidden);
                    See(new Layer(sheet.Week, sheet.Model, cut, hasOutcome), place, !row.Hidden);
                }
            }
        }
    }

    private void See(Layer layer, Place place, bool isShown) =>
        _shown[(layer, place)] = isShown || _shown.GetValueOrDefault((layer, place));

    private int Number(Layer layer, Place place)
    {
        if (!_numbers.TryGetValue((layer, place), out var number))
        {
            number = _numbers[(layer, place)] = _low.Count;
            var value = _truth.Count(layer, place);
            var isShown = _shown.GetValueOrDefault((layer, place));
            _true.Add(value);
            _low.Add(isShown ? value : 0);
            _high.Add(isShown ? value : Most);
        }

        return number;
    }

    private void AddSums(string schools, long org)
    {
        var parts = _truth.PartsOf(_orgs, org);
        var places = _shown.Keys.Select(k => k.Item2).Where(p => p.Schools == schools).Distinct().ToList();
        foreach (var layer in _shown.Keys.Select(k => k.Item1).Distinct().ToList())
        {
            foreach (
                var attribute in places.Where(p => p.Attribute.Length > 0 && !IsCrossed(p)).GroupBy(p => p.Attribute)
            )
            {
                AddSum(layer, new Place(schools, "", ""), attribute);
                foreach (var group in attribute)
                {
                    foreach (
                        var crossed in places
                            .Where(p => IsCrossed(p) && Part(p, attribute.Key) == group.Group)
                            .GroupBy(p => p.Attribute)
                    )
                    {
                        AddSum(layer, group, crossed);
                    }
                }
            }

            foreach (var place in places.Where(p => parts.Count > 1 && !IsCrossed(p)))
            {
                AddSum(layer, place, parts.Select(p => place with { Schools = p }).Where(p => _truth.Exists(p)));
            }
        }
    }

    private void AddSum(Layer layer, Place total, IEnumerable<Place> members)
    {
        var sum = (Total: Number(layer, total), Members: members.Select(m => Number(layer, m)).ToArray());
        _sums.Add(sum);
        foreach (var number in sum.Members.Append(sum.Total))
        {
            _sumsOf.TryAdd(number, []);
            _sumsOf[number].Add(sum);
        }
    }

    private static bool IsCrossed(Place place) => place.Attribute.Contains(" x ", StringComparison.Ordinal);

    private static string? Part(Place crossed, string attribute)
    {
        var (attributes, groups) = (crossed.Attribute.Split(" x "), crossed.Group.Split(", "));
        return attributes[0] == attribute ? groups[0]
            : attributes[1] == attribute ? groups[1]
            : null;
    }

    private void AddOrders()
    {
        foreach (var (layer, place) in _numbers.Keys.Where(k => k.Item1.Model.Length > 0).ToList())
        {
            var more = layer with { Cut = layer.Cut + 1 };
            var next = _numbers.ContainsKey((more, place)) ? more : layer with { Model = "", Cut = 0 };
            _orders.Add((Number(layer, place), Number(next, place)));
        }
    }

    private bool Narrow((int Total, int[] Members) sum)
    {
        long lows = sum.Members.Sum(m => (long)_low[m]);
        long highs = sum.Members.Sum(m => (long)_high[m]);
        var moved = Set(sum.Total, lows, highs);
        foreach (var m in sum.Members)
        {
            var (low, high) = (_low[m], _high[m]);
            moved |= Set(m, _low[sum.Total] - (highs - high), _high[sum.Total] - (lows - low));
            (lows, highs) = (lows + _low[m] - low, highs + _high[m] - high);
        }

        return moved;
    }

    private bool Narrow((int Less, int More) order) =>
        Set(order.Less, 0, _high[order.More]) | Set(order.More, _low[order.Less], Most);

    private bool Set(int number, long low, long high)
    {
        if (low <= _low[number] && high >= _high[number])
        {
            return false;
        }

        (_low[number], _high[number]) = ((int)Math.Max(low, _low[number]), (int)Math.Min(high, _high[number]));
        _true[number].ShouldBeInRange(_low[number], _high[number], "the attack itself is wrong");
        return true;
    }

    /// <summary>The least and the most that a count can be with all sums it is tied to holding at once.</summary>
    private (int Low, int High) Range(int number)
    {
        if (_low[number] == _high[number])
        {
            return (_low[number], _high[number]);
        }

        var open = new List<int> { number };
        var seen = new HashSet<int> { number };
        var sums = new List<(int Total, int[] Members)>();
        for (var i = 0; i < open.Count; i++)
        {
            foreach (var sum in _sumsOf.GetValueOrDefault(open[i], []))
            {
                sums.Add(sum);
                open.AddRange(sum.Members.Append(sum.Total).Where(m => _low[m] < _high[m] && seen.Add(m)));
            }
        }

        var places = open.Index().ToDictionary(o => o.Item, o => o.Index);
        var equations = sums.Distinct()
            .Select(s =>
            {
                var row = new double[open.Count];
                var right = 0.0;
                foreach (var (m, sign) in s.Members.Select(m => (m, 1)).Append((s.Total, -1)))
                {
                    if (places.TryGetValue(m, out var place))
                    {
                        row[place] += sign;
                        right -= sign * _low[m];
                    }
                    else
                    {
                        right -= sign * _low[m];
                    }
                }

                return (row, right);
            })
            .ToList();
        double[] bounds = [.. open.Select(o => (double)(_high[o] - _low[o]))];
        return (
            _low[number] - (int)Math.Floor(LinearProgram.Greatest(equations, bounds, 0, -1) + 1e-6),
            _low[number] + (int)Math.Floor(LinearProgram.Greatest(equations, bounds, 0) + 1e-6)
        );
    }
}
