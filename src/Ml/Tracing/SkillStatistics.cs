using EarlyWarning.Ml.Models;
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
    private readonly PairCounts _followed;
    private readonly PairCounts _known;
    private readonly double _base;

    public SkillStatistics(IReadOnlyList<IndexedAnswers> students, int skills)
    {
        _answers = new float[skills];
        _right = new float[skills];
        CountSkills(students);
        _base = Base();
        var frequent = Enumerable.Range(0, skills).OrderByDescending(skill => _answers[skill]).ThenBy(skill => skill);
        _place = new int[skills];
        Array.Fill(_place, -1);
        foreach (var skill in frequent.Take(MaxPairedSkills))
        {
            _place[skill] = _paired++;
        }

        var cells = _paired * 2 * _paired;
        (_followed, _known) = (new PairCounts(cells), new PairCounts(cells));
        foreach (var student in students)
        {
            CountPairs(student);
        }
    }

    private SkillStatistics(int[] place, float[] answers, float[] right, PairCounts followed, PairCounts known)
    {
        (_place, _answers, _right) = (place, answers, right);
        _paired = place.Count(at => at >= 0);
        (_followed, _known) = (followed, known);
        _base = Base();
    }

    /// <summary>Answers to the skill that were seen.</summary>
    public float AnswersTo(int skill) => _answers[skill];

    /// <summary>Log-odds of a right answer to the skill.</summary>
    public double Ease(int skill) => Sigmoid.LogOdds(Share(skill));

    /// <summary>How much the log-odds move when the answer just before is known.</summary>
    public double AfterAnswer(int skill, int before, bool right) => Shift(_followed, skill, before, right);

    /// <summary>How much the log-odds move when the latest answer to another skill is known.</summary>
    public double Knowing(int skill, int other, bool right) => Shift(_known, skill, other, right);

    public void Write(ModelWriter writer)
    {
        writer.Array<int>(_place);
        writer.Array<float>(_answers);
        writer.Array<float>(_right);
        _followed.Write(writer);
        _known.Write(writer);
    }

    /// <exception cref="ModelFormatException">The parts do not fit together.</exception>
    public static SkillStatistics Read(ModelReader reader, int skills)
    {
        var place = reader.Array<int>();
        var (answers, right) = (reader.Array<float>(), reader.Array<float>());
        var places = place.Where(at => at >= 0).Order().ToArray();
        var sound =
            (place.Length, answers.Length, right.Length) == (skills, skills, skills)
            && places.Length == Math.Min(skills, MaxPairedSkills)
            && places.SequenceEqual(Enumerable.Range(0, places.Length))
            && answers
                .Zip(right, (all, some) => some >= 0 && some <= all && float.IsFinite(all))
                .All(isCount => isCount);
        if (!sound)
        {
            throw new ModelFormatException("The tracer's counts of skills do not fit together; train it again.");
        }

        var cells = places.Length * 2 * places.Length;
        var followed = PairCounts.Read(reader, cells);
        return new SkillStatistics(place, answers, right, followed, PairCounts.Read(reader, cells));
    }

    private double Base()
    {
        var total = _answers.Sum(count => (double)count);
        return total == 0 ? 0.5 : (_right.Sum(count => (double)count) + 1) / (total + 2);
    }

    private double Share(int skill) => (_right[skill] + (SkillPrior * _base)) / (_answers[skill] + SkillPrior);

    private double Shift(PairCounts pairs, int skill, int other, bool correct)
    {
        var cell = Cell(skill, other, correct);
        if (cell < 0 || pairs.Answers[cell] == 0)
        {
            return 0;
        }

        var share = Share(skill);
        return Sigmoid.LogOdds((pairs.Right[cell] + (PairPrior * share)) / (pairs.Answers[cell] + PairPrior))
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
                _followed.Add(Cell(skill, student.Skills[i - 1], student.Correct[i - 1]), correct);
            }

            foreach (var other in past.Skills)
            {
                if (other != skill)
                {
                    _known.Add(Cell(skill, other, past.WasRight(other)), correct);
                }
            }

            past.Add(skill, correct);
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
