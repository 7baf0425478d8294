using System.Buffers.Binary;
using System.Security.Cryptography;
using EarlyWarning.Ml.Ensembles;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Neighbours;
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Preparation;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tracing;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Models;

/// <summary>
/// The product's own model format: "EWML", a version, the length and SHA-256 of the content, the content. The hash is
/// checked before a byte of content is read as anything, and content can only ever become the known model types.
/// Little-endian. A change of the content's layout raises the version.
/// </summary>
public static class ModelFormat
{
    /// <summary>The version this build writes.</summary>
    public const int Version = 2;

    /// <summary>The oldest version this build reads: 1 knew models of one output only.</summary>
    public const int OldestVersion = 1;

    /// <summary>More is taken for damage: no model of this product comes near it.</summary>
    public const int MaxContentBytes = 1 << 30;

    /// <summary>More classes are taken for damage.</summary>
    public const int MaxOutputs = 65_536;

    private const int MaxDepth = 8;
    private const int HeaderBytes = 4 + sizeof(int) + sizeof(long) + SHA256.HashSizeInBytes;
    private const string ModelTag = "model";
    private const string ScoringTag = "scoring";
    private const string SequencesTag = "sequences";
    private const string KnowledgeTag = "knowledge";

    private static ReadOnlySpan<byte> Magic => "EWML"u8;

    /// <summary>Writes a model; the stream is left open.</summary>
    public static void Write(Stream stream, Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var writer = new ModelWriter();
        writer.Text(ModelTag);
        WriteModel(writer, model);
        WriteContent(stream, writer.Content());
    }

    /// <summary>Writes a model with its calibration, evidence and notes; the stream is left open.</summary>
    public static void Write(Stream stream, ScoringModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var writer = new ModelWriter();
        writer.Text(ScoringTag);
        WriteModel(writer, model.Model);
        model.WriteParts(writer);
        WriteContent(stream, writer.Content());
    }

    /// <summary>Writes an LSTM with its heads; the stream is left open.</summary>
    public static void Write(Stream stream, SequenceModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var writer = new ModelWriter();
        writer.Text(SequencesTag);
        model.Write(writer);
        WriteContent(stream, writer.Content());
    }

    /// <summary>Writes a knowledge tracer; the stream is left open.</summary>
    public static void Write(Stream stream, KnowledgeModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var writer = new ModelWriter();
        writer.Text(KnowledgeTag);
        model.Write(writer);
        WriteContent(stream, writer.Content());
    }

    /// <summary>Reads what <see cref="Write(Stream, Model)"/> wrote.</summary>
    /// <exception cref="ModelFormatException">Damaged, truncated, of another kind or another version.</exception>
    public static Model Read(Stream stream) => Read(stream, ModelTag, reader => ReadModel(reader));

    /// <summary>Reads what <see cref="Write(Stream, ScoringModel)"/> wrote.</summary>
    /// <exception cref="ModelFormatException">Damaged, truncated, of another kind or another version.</exception>
    public static ScoringModel ReadScoring(Stream stream) =>
        Read(stream, ScoringTag, reader => ScoringModel.Read(reader, ReadModel(reader)));

    /// <summary>Reads what <see cref="Write(Stream, SequenceModel)"/> wrote.</summary>
    /// <exception cref="ModelFormatException">Damaged, truncated, of another kind or another version.</exception>
    public static SequenceModel ReadSequences(Stream stream) => Read(stream, SequencesTag, SequenceModel.Read);

    /// <summary>Reads what <see cref="Write(Stream, KnowledgeModel)"/> wrote.</summary>
    /// <exception cref="ModelFormatException">Damaged, truncated, of another kind or another version.</exception>
    public static KnowledgeModel ReadKnowledge(Stream stream) => Read(stream, KnowledgeTag, KnowledgeModel.Read);

    /// <summary>SHA-256 in lower-case hex of the model as written: equal hashes are bit-identical models.</summary>
    public static string Hash(Model model)
    {
        using var stream = new MemoryStream();
        Write(stream, model);
        return Convert.ToHexStringLower(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
    }

    private static T Read<T>(Stream stream, string tag, Func<ModelReader, T> parse)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var (content, version) = ReadContent(stream);
        var reader = new ModelReader(content, version);
        var found = reader.Text();
        if (!string.Equals(found, tag, StringComparison.Ordinal))
        {
            throw new ModelFormatException($"The stored bytes hold a '{found}', but a '{tag}' was asked for.");
        }

        T value;
        try
        {
            value = parse(reader);
        }
        catch (ArgumentException fault)
        {
            throw new ModelFormatException(
                $"The model holds values that do not fit together ({fault.Message}); train it again."
            );
        }

        return reader.AtEnd
            ? value
            : throw new ModelFormatException("The model holds more bytes than its parts need; train it again.");
    }

    private static void WriteContent(Stream stream, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> header = stackalloc byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], content.Length);
        SHA256.HashData(content, header[16..]);
        stream.Write(header);
        stream.Write(content);
    }

    private static (byte[] Content, int Version) ReadContent(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (
            stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes
            || !header.StartsWith(Magic)
        )
        {
            throw new ModelFormatException(
                "The stored bytes are not a model of this product, or only the beginning of one."
            );
        }

        var version = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (version is < OldestVersion or > Version)
        {
            throw new ModelFormatException(
                $"The model has format version {version}, this build reads versions {OldestVersion} to {Version}; train the model again."
            );
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        var content = ReadExactly(stream, length);
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(header[16..]))
        {
            throw new ModelFormatException(
                "The model's content does not match its hash: it is damaged; train it again."
            );
        }

        return (content, version);
    }

    /// <summary>Grows with what really arrives, so that a damaged length cannot claim memory.</summary>
    private static byte[] ReadExactly(Stream stream, long length)
    {
        if (length is < 0 or > MaxContentBytes)
        {
            throw new ModelFormatException(
                $"The model states a length of {length} bytes, which no model has: it is damaged."
            );
        }

        using var content = new MemoryStream();
        Span<byte> piece = stackalloc byte[4096];
        while (content.Length < length)
        {
            var read = stream.Read(piece[..(int)Math.Min(piece.Length, length - content.Length)]);
            if (read == 0)
            {
                throw new ModelFormatException(
                    $"The model is cut off after {content.Length} of {length} bytes of content."
                );
            }

            content.Write(piece[..read]);
        }

        return content.ToArray();
    }

    internal static void WriteModel(ModelWriter writer, Model model)
    {
        var (tag, write) = model switch
        {
            TreeEnsemble trees => (TreeEnsemble.FormatTag, (Action<ModelWriter>)trees.Write),
            LinearModel linear => (LinearModel.FormatTag, linear.Write),
            PreparedModel prepared => (PreparedModel.FormatTag, prepared.Write),
            NearestNeighboursModel neighbours => (NearestNeighboursModel.FormatTag, neighbours.Write),
            StackedModel stacked => (StackedModel.FormatTag, stacked.Write),
            MlpModel mlp => (MlpModel.FormatTag, mlp.Write),
            WeeklySequenceModel weekly => (WeeklySequenceModel.FormatTag, weekly.Write),
            ConstantModel constant => (ConstantModel.FormatTag, constant.Write),
            _ => throw new ArgumentException(
                $"Models of type {model.GetType().Name} have no stored form.",
                nameof(model)
            ),
        };
        writer.Text(tag);
        writer.Text(model.TrainerName);
        writer.Byte((int)model.Task);
        writer.Int(model.OutputCount);
        SchemaFormat.Write(writer, model.Schema);
        write(writer);
    }

    /// <summary>Reads one model, which may hold others.</summary>
    internal static Model ReadModel(ModelReader reader, int depth = 0)
    {
        // Without an end a forged nest of models would end the process, not the reading.
        if (depth > MaxDepth)
        {
            throw new ModelFormatException(
                $"The model holds models inside models, deeper than {MaxDepth}; train it again."
            );
        }

        var tag = reader.Text();
        var trainer = reader.Text();
        var task = (TaskKind)reader.Byte();
        var outputs = reader.Version == 1 ? 1 : reader.Int();
        if (!Enum.IsDefined(task) || outputs is < 1 or > MaxOutputs || (task != TaskKind.Multiclass && outputs > 1))
        {
            throw new ModelFormatException(
                $"The model states {outputs} outputs of a task of kind {(int)task}, which no model has: train it again."
            );
        }

        var schema = SchemaFormat.Read(reader);
        return tag switch
        {
            TreeEnsemble.FormatTag => TreeEnsemble.Read(reader, schema, task, trainer, outputs),
            LinearModel.FormatTag => LinearModel.Read(reader, schema, task, trainer, outputs),
            PreparedModel.FormatTag => PreparedModel.Read(reader, schema, trainer, depth),
            NearestNeighboursModel.FormatTag => NearestNeighboursModel.Read(reader, schema, task, trainer, outputs),
            StackedModel.FormatTag => StackedModel.Read(reader, schema, task, trainer, depth),
            MlpModel.FormatTag => MlpModel.Read(reader, schema, task, trainer, outputs),
            WeeklySequenceModel.FormatTag => WeeklySequenceModel.Read(reader, schema, task, trainer),
            ConstantModel.FormatTag => ConstantModel.Read(reader, schema, task, trainer, outputs),
            _ => throw new ModelFormatException($"The model is of kind '{tag}', which this build does not know."),
        };
    }
}
