using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Preparation;

/// <summary>Collects the columns that a step makes.</summary>
internal sealed class ColumnBuilder(TableSchema input)
{
    private readonly List<ColumnRule> _rules = [];
    private readonly List<Column> _columns = [];

    /// <summary>A column that goes on under its name.</summary>
    public void Keep(ColumnRule rule) => Add(rule, input.Columns[rule.Source]);

    /// <summary>A column under a name of its own; a name that is taken gets a mark.</summary>
    public void Add(ColumnRule rule, Column column)
    {
        var name = column.Name;
        while (_columns.Exists(c => string.Equals(c.Name, name, StringComparison.Ordinal)))
        {
            name += "'";
        }

        _rules.Add(rule);
        _columns.Add(column with { Name = name });
    }

    /// <exception cref="TrainingException">No column is left.</exception>
    public PreparedColumns Build(string step) =>
        _rules.Count > 0
            ? new PreparedColumns(new ColumnRules(input.Count, [.. _rules]), new TableSchema(_columns))
            : throw new TrainingException(
                $"The preparation step '{step}' leaves no column to learn from; loosen it or leave it out."
            );
}
