namespace EarlyWarning.Web.Shared.Components;

/// <summary>A step of the way to a page.</summary>
/// <param name="Label">Its words.</param>
/// <param name="Path">Its address, relative to the base address.</param>
public sealed record Crumb(string Label, string Path);
