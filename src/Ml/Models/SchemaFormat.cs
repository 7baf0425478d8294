using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Models;

/// <summary>The stored form of a table schema.</summary>
internal static class SchemaFormat
{
    public static void Write(ModelWriter writer, TableSchema schema)
    {
        writer.Int(schema.Count);
        foreach (var column in schema.Columns)
        {
            writer.Text(column.Name);
            writer.Byte((int)column.Kind);
            writer.Byte((int)column.Monotone + 1);
            writer.Bool(column.Categories is not null);
            if (column.Categories is { } categories)
            {
                writer.Int(categories.Count);
                foreach (var category in categories)
                {
                    writer.Text(category);
                }
            }
        }
    }

    public static TableSchema Read(ModelReader reader)
    {
        var columns = new Column[reader.Count(4)];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new Column(
                reader.Text(),
                (ColumnKind)reader.Byte(),
                (Monotonicity)(reader.Byte() - 1),
                reader.Bool() ? ReadCategories(reader) : null
            );
        }

        return new TableSchema(columns);
    }

    private static string[] ReadCategories(ModelReader reader)
    {
        var categories = new string[reader.Count()];
        for (var i = 0; i < categories.Length; i++)
        {
            categories[i] = reader.Text();
        }

        return categories;
    }
}
