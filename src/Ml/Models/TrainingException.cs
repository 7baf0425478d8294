namespace EarlyWarning.Ml.Models;

/// <summary>These data cannot be fitted by this trainer; the message is a sentence for the model page.</summary>
public sealed class TrainingException(string message) : Exception(message);

/// <summary>A stored model is damaged, truncated, foreign or too new; the message is a sentence.</summary>
public sealed class ModelFormatException(string message) : Exception(message);
