namespace EarlyWarning.Ml.Validation;

/// <summary>When a row's term began, and when its outcome was known for good.</summary>
/// <param name="Term">Terms are numbered in the order in which they begin.</param>
/// <param name="TermStart">The term's first day.</param>
/// <param name="OutcomeDecidedOn">The day from which the outcome stood.</param>
public readonly record struct TermStamp(int Term, DateOnly TermStart, DateOnly OutcomeDecidedOn);

/// <summary>A test on one term after training on earlier ones.</summary>
/// <param name="TestTerm">The term that is only scored.</param>
/// <param name="TrainTerms">Terms of which every outcome was decided before it began, ascending.</param>
/// <param name="PurgedTerms">Earlier terms left out because some outcome was still open, ascending.</param>
/// <param name="Rows">The rows of both sides.</param>
public sealed record TermFold(int TestTerm, int[] TrainTerms, int[] PurgedTerms, Fold Rows);

/// <summary>
/// Validation as the future will be met: train on finished terms, test on the next (rolling origin). A term is used as a
/// whole or not at all: of a term still running only early outcomes are known, mostly withdrawals, and training on
/// those would teach that everybody leaves.
/// </summary>
public static class RollingOrigin
{
    /// <summary>One fold for every term that has at least one finished term before it, in term order.</summary>
    /// <exception cref="ArgumentException">One term has two first days, or a later number began earlier.</exception>
    public static IReadOnlyList<TermFold> Split(IReadOnlyList<TermStamp> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var terms = Terms(rows);
        var folds = new List<TermFold>();
        foreach (var test in terms)
        {
            var earlier = terms.Where(term => term.Number < test.Number).ToArray();
            var train = earlier.Where(term => term.LastDecision < test.Start).Select(term => term.Number).ToArray();
            if (train.Length > 0)
            {
                var purged = earlier.Select(term => term.Number).Except(train).ToArray();
                folds.Add(new TermFold(test.Number, train, purged, RowsOf(rows, train, test.Number)));
            }
        }

        return folds;
    }

    private static Fold RowsOf(IReadOnlyList<TermStamp> rows, int[] train, int test)
    {
        var used = train.ToHashSet();
        var numbers = Enumerable.Range(0, rows.Count);
        return new Fold(
            [.. numbers.Where(row => used.Contains(rows[row].Term))],
            [.. numbers.Where(row => rows[row].Term == test)]
        );
    }

    private static List<Term> Terms(IReadOnlyList<TermStamp> rows)
    {
        var byNumber = new SortedDictionary<int, Term>();
        foreach (var row in rows)
        {
            var term = byNumber.GetValueOrDefault(row.Term) ?? new Term(row.Term, row.TermStart, row.OutcomeDecidedOn);
            if (term.Start != row.TermStart)
            {
                throw new ArgumentException(
                    $"Term {row.Term} begins on {term.Start:O} and on {row.TermStart:O}; a term has one first day."
                );
            }

            byNumber[row.Term] =
                row.OutcomeDecidedOn > term.LastDecision ? term with { LastDecision = row.OutcomeDecidedOn } : term;
        }

        var terms = byNumber.Values.ToList();
        for (var i = 1; i < terms.Count; i++)
        {
            if (terms[i].Start < terms[i - 1].Start)
            {
                throw new ArgumentException(
                    $"Term {terms[i].Number} begins before term {terms[i - 1].Number}; number terms in the order in which they begin."
                );
            }
        }

        return terms;
    }

    private sealed record Term(int Number, DateOnly Start, DateOnly LastDecision);
}
