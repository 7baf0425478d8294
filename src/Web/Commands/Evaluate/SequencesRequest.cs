namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>What evaluate sequences was asked for.</summary>
/// <param name="Train">File learned from.</param>
/// <param name="Test">File that is scored once.</param>
/// <param name="Epochs">The most epochs of a network, or null for the default.</param>
/// <param name="Compare">Whether simpler learners stand beside, cross-validated on the training file.</param>
/// <param name="Folds">Folds of the comparison.</param>
/// <param name="Seed">Seed of all randomness.</param>
internal sealed record SequencesRequest(string Train, string Test, int? Epochs, bool Compare, int Folds, int Seed);
