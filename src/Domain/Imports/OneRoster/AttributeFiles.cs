using EarlyWarning.Domain.Imports.Files;
using EarlyWarning.Domain.Imports.Tables;
using EarlyWarning.Domain.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>demographics.csv and our own attributes.csv: attributes of students of any name.</summary>
internal sealed class AttributeFiles(ImportPass pass, OneRosterTables tables, AttributeKinds kinds)
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private Dictionary<string, AttributeDefinition>? _stored;
    private KeyedTable<AttributeDefinition> _definitions = null!;
    private FactTable<StudentAttribute, (long, int, long)> _values = null!;

    /// <summary>Reads demographics.csv; each filled column is a Protected attribute.</summary>
    public async Task ReadDemographicsAsync(BundleFile file)
    {
        await OpenAsync();
        await pass.ReadAsync(
            file,
            OneRosterLayouts.Demographics,
            async row =>
            {
                if (OneRosterTables.IsGone(row, pass, file.Name))
                {
                    return;
                }

                var student = tables.Students.Find(row.Key("sourcedId"));
                if (student is null)
                {
                    // Staff and family may have demographics too; they are not kept.
                    return;
                }

                var values = DemographicColumns.All.Select(c => (Column: c, Value: Read(row, c))).ToList();
                foreach (var (column, value) in values.Where(v => v.Value is not null))
                {
                    await AddAsync(
                        row,
                        student.Value,
                        Define(column),
                        value!,
                        tables.Students.IsNew(row.Key("sourcedId"))
                    );
                }
            }
        );
    }

    /// <summary>Reads attributes.csv: one value a row.</summary>
    public async Task ReadAttributesAsync(BundleFile file)
    {
        await OpenAsync();
        await pass.ReadAsync(
            file,
            OneRosterLayouts.Attributes,
            async row =>
            {
                var student = tables.Student(row);
                var name = row.Text("name");
                var value = row.Text("value");
                var definition = new AttributeDefinition
                {
                    Name = name,
                    Label = name,
                    Kind = KindOf(name),
                    Use = AttributeUses.Default(name),
                };
                await AddAsync(row, student, definition, value, tables.Students.IsNew(row.Key("studentSourcedId")));
            }
        );
    }

    private static AttributeDefinition Define(DemographicColumns column) =>
        new()
        {
            Name = column.Name,
            Label = column.Label,
            Kind = column.Kind,
            Use = AttributeUse.Protected,
            Levels = string.Join('\n', column.Levels),
        };

    private static string? Read(CsvRow row, DemographicColumns column)
    {
        if (column.Kind == AttributeKind.Numeric)
        {
            return row.OptionalDate(column.Name)?.Year.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (column.Levels.Contains("true", StringComparer.Ordinal))
        {
            return row.OptionalBool(column.Name) is { } flag ? (flag ? "true" : "false") : null;
        }

        var text = row.Optional(column.Name) is null ? null : row.Text(column.Name);
        if (text is null || column.Levels.Count == 0)
        {
            return text;
        }

        return column.Levels.FirstOrDefault(l => string.Equals(l, text, StringComparison.OrdinalIgnoreCase))
            ?? throw new RowFaultException(column.Name, $"The value is none of: {string.Join(", ", column.Levels)}.");
    }

    private async Task OpenAsync()
    {
        if (_stored is not null)
        {
            return;
        }

        _stored = await pass
            .Db.AttributeDefinitions.AsNoTracking()
            .Where(a => a.SourceId == pass.SourceId)
            .ToDictionaryAsync(a => a.Name, StringComparer.Ordinal, pass.Cancel);
        _definitions = await pass.OpenAsync(Kinds.Attributes);
        _values = await pass.OpenAsync(Facts.Attributes);
    }

    private async ValueTask AddAsync(CsvRow row, long student, AttributeDefinition definition, string value, bool isNew)
    {
        if (!pass.Writes)
        {
            kinds.See(definition.Name, value);
        }

        var stored = _stored!.GetValueOrDefault(definition.Name);
        var number = 0.0;
        var isNumeric = (stored ?? definition).Kind == AttributeKind.Numeric;
        if (isNumeric && !AttributeKinds.IsNumber(value, out number))
        {
            throw new RowFaultException("value", "The attribute holds numbers, and the value is not one.");
        }

        var known = row.OptionalDate("knownFrom") ?? FirstDay(student);
        var attribute = new StudentAttribute
        {
            StudentId = student,
            AttributeId = await IdAsync(definition, stored, isNumeric),
            Text = isNumeric ? null : value,
            Number = isNumeric ? number : null,
            KnownFrom = known,
            ImportId = pass.ImportId,
        };
        await _values.AddAsync(attribute, isNew);
    }

    // While checking, what is not defined yet may still turn out to hold words.
    private AttributeKind KindOf(string name) =>
        pass.Writes && kinds.IsNumeric(name) ? AttributeKind.Numeric : AttributeKind.Categorical;

    // A value without a date is taken to be known since the student first enrolled.
    private DateOnly FirstDay(long student) =>
        tables.FirstDays.TryGetValue(student, out var first) && first < pass.Today ? first : pass.Today;

    private async ValueTask<int> IdAsync(AttributeDefinition definition, AttributeDefinition? stored, bool isNumeric)
    {
        if (_ids.TryGetValue(definition.Name, out var id))
        {
            return id;
        }

        definition.SourceId = pass.SourceId;
        definition.Kind = (stored ?? definition).Kind;
        definition.Levels = isNumeric ? "" : Levels(definition, stored);
        id = (int)await _definitions.PutAsync(definition, "name");
        _ids.Add(definition.Name, id);
        return id;
    }

    // Stored levels keep their places: models refer to them by order. New ones follow.
    private string Levels(AttributeDefinition definition, AttributeDefinition? stored)
    {
        var before = (stored?.Levels ?? definition.Levels).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', before.Union(kinds.Levels(definition.Name), StringComparer.Ordinal));
    }
}
