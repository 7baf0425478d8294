using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tracing;

/// <summary>
/// What other students' answers tell about a skill: how often it is answered rightly at all, right after a given answer
/// to a given skill, and by those whose latest answer to another skill was right or wrong. Every share is drawn towards
/// the next coarser one by a few imagined answers, so that rare pairs say little.
/// </summary>
internal sealed class SkillStatistics
{
    /// <summary>Pairs are kept for so many of the most frequent skills: 2 x 2 numbers for each pair.</summary>
    public const int MaxPairedSkills = 1500;

    private const float SkillPrior = 10;
    private const float PairPrior = 8;

    private readonly int[] _place;
    private readonly int _paired;
    private readonly float[] _answers;
    private readonly float[] _right;
    private readonly float[] _followed;
    private readonly float[] _followedRight;
    private readonly float[] _known;
    private readonly float[] _knownRight;
    private readonly double _base;

    public SkillStatistics(IReadOnlyList<IndexedAnswers> students, int skills)
    {
        _answers = new float[skills];
        _right = new float[skills];
        CountSkills(students);
        var total = _answers.Sum(count => (double)count);
        _base = total == 0 ? 0.5 : (_right.Sum(count => (double)count) + 1) / (total + 2);
        var frequent = Enumerable.Range(0, skills).OrderByDescending(skill => _answers[skill]).ThenBy(skill => skill);
        _place = new int[skills];
        Array.Fill(_place, -1);
        foreach (var skill in frequent.Take(MaxPairedSkills))
        {
            _place[skill] = _paired++;
        }

        var cells = _paired * 2 * _paired;
        (_followed, _followedRight) = (new float[cells], new float[cells]);
        (_known, _knownRight) = (new float[cells], new float[cells]);
        foreach (var student in students)
        {
            CountPairs(student);
        }
    }

    /// <summary>Answers to the skill that were seen.</summary>
    public float AnswersTo(int skill) => _answers[skill];

    /// <summary>Log-odds of a right answer to the skill.</summary>
    public double Ease(int skill) => Sigmoid.LogOdds(Share(skill));

    /// <summary>How much the log-odds move when the answer just before is known.</summary>
    public double AfterAnswer(int skill, int before, bool right) =>
        Shift(_followed, _followedRight, skill, before, right);

    /// <summary>How much the log-odds move when the latest answer to another skill is known.</summary>
    public double Knowing(int skill, int other, bool right) => Shift(_known, _knownRight, skill, other, right);

    private double Share(int skill) => (_right[skill] + (SkillPrior * _base)) / (_answers[skill] + SkillPrior);

    private double Shift(float[] counts, float[] right, int skill, int other, bool correct)
    {
        var cell = Cell(skill, other, correct);
        if (cell < 0 || counts[cell] == 0)
        {
            return 0;
        }

        var share = Share(skill);
        return Sigmoid.LogOdds((right[cell] + (PairPrior * share)) / (counts[cell] + PairPrior))
            - Sigmoid.LogOdds(share);
    }

    private int Cell(int skill, int other, bool correct)
    {
        var (row, column) = (_place[other], _place[skill]);
        return row < 0 || column < 0 ? -1 : (((row * 2) + (correct ? 1 : 0)) * _paired) + column;
    }

    private void CountSkills(IReadOnlyList<IndexedAnswers> students)
    {
        foreach (var student in students)
        {
            for (var i = 0; i < student.Length; i++)
            {
                _answers[student.Skills[i]]++;
                _right[student.Skills[i]] += student.Correct[i] ? 1 : 0;
            }
        }
    }

    private void CountPairs(IndexedAnswers student)
    {
        var past = new LatestAnswers(_answers.Length);
        for (var i = 0; i < student.Length; i++)
        {
            var (skill, correct) = (student.Skills[i], student.Correct[i]);
            if (i > 0)
            {
                Count(_followed, _followedRight, Cell(skill, student.Skills[i - 1], student.Correct[i - 1]), correct);
            }

            foreach (var other in past.Skills)
            {
                if (other != skill)
                {
                    Count(_known, _knownRight, Cell(skill, other, past.WasRight(other)), correct);
                }
            }

            past.Add(skill, correct);
        }
    }

    private static void Count(float[] counts, float[] right, int cell, bool correct)
    {
        if (cell >= 0)
        {
            counts[cell]++;
            right[cell] += correct ? 1 : 0;
        }
    }
}

/// <summary>The skills a student met, each once, with the latest answer to it.</summary>
internal sealed class LatestAnswers(int skills)
{
    private readonly bool[] _met = new bool[skills];
    private readonly bool[] _right = new bool[skills];
    private readonly List<int> _skills = [];

    /// <summary>In the order in which they were first met.</summary>
    public List<int> Skills => _skills;

    public bool WasRight(int skill) => _right[skill];

    public void Add(int skill, bool right)
    {
        if (!_met[skill])
        {
            _met[skill] = true;
            _skills.Add(skill);
        }

        _right[skill] = right;
    }
}
