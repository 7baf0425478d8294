namespace EarlyWarning.Ml.Tracing;

/// <summary>
/// One student's past, kept up to date answer by answer, and what it says about the next: successes and failures on the
/// skill (Pavlik, Cen and Koedinger 2009), their recency (Galyardt and Goldin 2015), the student's level against what
/// others make of the same skills, and pairs of skills. Reads nothing of the answer it describes but its skill.
/// </summary>
internal sealed class AnswerHistory
{
    private const int RecentAnswers = 5;

    private static readonly double[] Decays = [0.5, 0.8, 0.95, 0.99];
    private static readonly double[] SkillDecays = [0.5, 0.8];

    private readonly SkillStatistics _statistics;
    private readonly LatestAnswers _latest;
    private readonly Dictionary<int, SkillPast> _skills = [];
    private readonly List<(int Skill, bool Correct, double Surprise)> _past = [];
    private readonly double[] _levels = new double[Decays.Length];
    private double _surprises;
    private int _right;
    private int _streak;

    public AnswerHistory(SkillStatistics statistics, int skills) =>
        (_statistics, _latest) = (statistics, new LatestAnswers(skills));

    /// <summary>The names of what <see cref="Describe"/> writes, in its order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "ease",
        "answersToSkill",
        "tries",
        "fails",
        "shareOnSkill",
        "streakOnSkill",
        "sinceSkill",
        "levelOnSkill",
        .. SkillDecays.Select((_, i) => $"recentOnSkill{i}"),
        .. Enumerable.Range(1, 3).Select(i => $"onSkill{i}"),
        "answers",
        "share",
        "streak",
        "level",
        .. Decays.Select((_, i) => $"recent{i}"),
        .. Enumerable.Range(1, RecentAnswers).Select(i => $"last{i}"),
        .. Enumerable.Range(1, RecentAnswers).Select(i => $"same{i}"),
        .. Enumerable.Range(1, 3).Select(i => $"after{i}"),
        "afterSum",
        "pairMean",
        "pairSum",
        "pairRecent",
        "skillsMet",
        "naive",
    ];

    /// <summary>Writes the features of the next answer; NaN where the past holds nothing of the kind.</summary>
    public void Describe(int skill, Span<float> row)
    {
        var next = DescribeSkill(skill, row);
        next = DescribeStudent(skill, row, next);
        DescribePairs(skill, row, next);
    }

    /// <summary>Takes the answer into the past.</summary>
    public void Add(int skill, bool correct)
    {
        var expected = Numerics.Sigmoid.Of(_statistics.Ease(skill));
        var surprise = (correct ? 1 : 0) - expected;
        if (!_skills.TryGetValue(skill, out var past))
        {
            _skills[skill] = past = new SkillPast();
        }

        past.Add(correct, surprise, _past.Count);
        for (var i = 0; i < Decays.Length; i++)
        {
            _levels[i] = (Decays[i] * _levels[i]) + ((1 - Decays[i]) * surprise);
        }

        _surprises += surprise;
        _right += correct ? 1 : 0;
        _streak = NextStreak(_streak, correct);
        _past.Add((skill, correct, surprise));
        _latest.Add(skill, correct);
    }

    private static int NextStreak(int streak, bool correct) =>
        correct ? Math.Max(streak, 0) + 1 : Math.Min(streak, 0) - 1;

    private int DescribeSkill(int skill, Span<float> row)
    {
        var next = 0;
        row[next++] = (float)_statistics.Ease(skill);
        row[next++] = MathF.Log(1 + _statistics.AnswersTo(skill));
        var past = _skills.GetValueOrDefault(skill);
        var tries = past?.Tries ?? 0;
        row[next++] = tries;
        row[next++] = past?.Fails ?? 0;
        row[next++] = past is null ? float.NaN : (float)(tries - past.Fails) / tries;
        row[next++] = past?.Streak ?? 0;
        row[next++] = past is null ? float.NaN : _past.Count - past.LastPlace;
        row[next++] = past is null ? float.NaN : (float)(past.Surprises / (tries + 2));
        for (var i = 0; i < SkillDecays.Length; i++)
        {
            row[next++] = past is null ? float.NaN : (float)past.Recent[i];
        }

        for (var back = 1; back <= 3; back++)
        {
            row[next++] = past is null || tries < back ? float.NaN : (past.Bits >> (back - 1)) & 1;
        }

        return next;
    }

    private int DescribeStudent(int skill, Span<float> row, int next)
    {
        var count = _past.Count;
        row[next++] = count;
        row[next++] = count == 0 ? float.NaN : (float)_right / count;
        row[next++] = _streak;
        row[next++] = (float)(_surprises / (count + 5));
        foreach (var level in _levels)
        {
            row[next++] = (float)level;
        }

        for (var back = 1; back <= RecentAnswers; back++)
        {
            row[next] =
                count < back ? float.NaN
                : _past[^back].Correct ? 1
                : 0;
            row[next + RecentAnswers] =
                count < back ? float.NaN
                : _past[^back].Skill == skill ? 1
                : 0;
            next++;
        }

        return next + RecentAnswers;
    }

    private void DescribePairs(int skill, Span<float> row, int next)
    {
        var after = 0.0;
        for (var back = 1; back <= 3; back++)
        {
            var shift =
                _past.Count < back ? 0 : _statistics.AfterAnswer(skill, _past[^back].Skill, _past[^back].Correct);
            row[next++] = (float)shift;
            after += shift;
        }

        row[next++] = (float)after;
        var (sum, recent, weight) = (0.0, 0.0, 1.0);
        var others = 0;
        for (var i = _latest.Skills.Count - 1; i >= 0; i--)
        {
            var other = _latest.Skills[i];
            if (other == skill)
            {
                continue;
            }

            var shift = _statistics.Knowing(skill, other, _latest.WasRight(other));
            others++;
            sum += shift;
            recent += weight * shift;
            weight *= 0.9;
        }

        row[next++] = others == 0 ? 0 : (float)(sum / others);
        row[next++] = (float)sum;
        row[next++] = (float)recent;
        row[next++] = _latest.Skills.Count;
        row[next] = (float)(
            _statistics.Ease(skill) + (4 * _surprises / (_past.Count + 5)) + (others == 0 ? 0 : sum / others)
        );
    }

    private sealed class SkillPast
    {
        public double[] Recent { get; } = new double[SkillDecays.Length];

        public int Tries { get; private set; }

        public int Fails { get; private set; }

        public int Streak { get; private set; }

        public int LastPlace { get; private set; }

        public double Surprises { get; private set; }

        public uint Bits { get; private set; }

        public void Add(bool correct, double surprise, int place)
        {
            Tries++;
            Fails += correct ? 0 : 1;
            Streak = NextStreak(Streak, correct);
            LastPlace = place;
            Surprises += surprise;
            Bits = (Bits << 1) | (correct ? 1u : 0);
            for (var i = 0; i < SkillDecays.Length; i++)
            {
                Recent[i] = (SkillDecays[i] * Recent[i]) + ((1 - SkillDecays[i]) * surprise);
            }
        }
    }
}
