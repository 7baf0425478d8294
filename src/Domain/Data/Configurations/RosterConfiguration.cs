using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EarlyWarning.Domain.Data.Configurations;

/// <summary>Lengths and delete behaviour shared by the mappings.</summary>
internal static class Mapping
{
    public const int SourcedIdLength = 128;
    public const int NameLength = 200;

    /// <summary>Nothing disappears because something else was deleted.</summary>
    public static void RestrictDeletes<T>(this EntityTypeBuilder<T> entity)
        where T : class
    {
        foreach (var key in entity.Metadata.GetForeignKeys())
        {
            key.DeleteBehavior = DeleteBehavior.Restrict;
        }
    }
}

internal sealed class SourceConfiguration : IEntityTypeConfiguration<Source>
{
    public void Configure(EntityTypeBuilder<Source> builder)
    {
        builder.Property(s => s.Name).HasMaxLength(Mapping.NameLength);
        builder.HasIndex(s => s.Name).IsUnique();
    }
}

internal sealed class OrgConfiguration : IEntityTypeConfiguration<Org>
{
    public void Configure(EntityTypeBuilder<Org> builder)
    {
        builder.Property(o => o.SourcedId).HasMaxLength(Mapping.SourcedIdLength);
        builder.Property(o => o.Name).HasMaxLength(Mapping.NameLength);
        builder.Property(o => o.Path).HasMaxLength(400);
        builder.Property(o => o.TimeZone).HasMaxLength(64);
        builder.HasIndex(o => new { o.SourceId, o.SourcedId }).IsUnique();
        builder.HasIndex(o => o.Path);
        builder.HasOne(o => o.Parent).WithMany().HasForeignKey(o => o.ParentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AcademicSessionConfiguration : IEntityTypeConfiguration<AcademicSession>
{
    public void Configure(EntityTypeBuilder<AcademicSession> builder)
    {
        builder.Property(s => s.SourcedId).HasMaxLength(Mapping.SourcedIdLength);
        builder.Property(s => s.Title).HasMaxLength(Mapping.NameLength);
        builder.HasIndex(s => new { s.SourceId, s.SourcedId }).IsUnique();
        builder.HasIndex(s => s.StartDate);
        builder.HasOne(s => s.Org).WithMany().HasForeignKey(s => s.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CalendarExceptionConfiguration : IEntityTypeConfiguration<CalendarException>
{
    public void Configure(EntityTypeBuilder<CalendarException> builder)
    {
        builder.HasKey(e => new { e.OrgId, e.Date });
        builder.Property(e => e.Label).HasMaxLength(Mapping.NameLength);
        builder.HasOne<Org>().WithMany().HasForeignKey(e => e.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class StudentConfiguration : IEntityTypeConfiguration<Student>
{
    public void Configure(EntityTypeBuilder<Student> builder)
    {
        builder.Property(s => s.SourcedId).HasMaxLength(Mapping.SourcedIdLength);
        builder.Property(s => s.GivenName).HasMaxLength(Mapping.NameLength);
        builder.Property(s => s.FamilyName).HasMaxLength(Mapping.NameLength);
        builder.Property(s => s.Grade).HasMaxLength(16);
        builder.HasIndex(s => new { s.SourceId, s.SourcedId }).IsUnique();
        builder.HasIndex(s => new
        {
            s.OrgId,
            s.FamilyName,
            s.GivenName,
        });
        builder.HasIndex(s => s.FamilyName);
        builder.HasOne(s => s.Org).WithMany().HasForeignKey(s => s.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AttributeDefinitionConfiguration : IEntityTypeConfiguration<AttributeDefinition>
{
    public void Configure(EntityTypeBuilder<AttributeDefinition> builder)
    {
        builder.Property(a => a.Name).HasMaxLength(Mapping.NameLength);
        builder.Property(a => a.Label).HasMaxLength(Mapping.NameLength);
        builder.HasIndex(a => new { a.SourceId, a.Name }).IsUnique();
    }
}

internal sealed class StudentAttributeConfiguration : IEntityTypeConfiguration<StudentAttribute>
{
    public void Configure(EntityTypeBuilder<StudentAttribute> builder)
    {
        builder.Property(a => a.Text).HasMaxLength(Mapping.NameLength);
        builder.HasIndex(a => new
        {
            a.StudentId,
            a.AttributeId,
            a.KnownFrom,
        });
        builder.HasOne(a => a.Student).WithMany().HasForeignKey(a => a.StudentId);
        builder.HasOne(a => a.Attribute).WithMany().HasForeignKey(a => a.AttributeId);
        builder.HasOne<Enrollment>().WithMany().HasForeignKey(a => a.EnrollmentId);
        builder.RestrictDeletes();
    }
}

internal sealed class CourseConfiguration : IEntityTypeConfiguration<Course>
{
    public void Configure(EntityTypeBuilder<Course> builder)
    {
        builder.Property(c => c.SourcedId).HasMaxLength(Mapping.SourcedIdLength);
        builder.Property(c => c.Title).HasMaxLength(Mapping.NameLength);
        builder.Property(c => c.CourseCode).HasMaxLength(64);
        builder.Property(c => c.Subject).HasMaxLength(Mapping.NameLength);
        builder.HasIndex(c => new { c.SourceId, c.SourcedId }).IsUnique();
        builder.HasOne<Org>().WithMany().HasForeignKey(c => c.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ClassConfiguration : IEntityTypeConfiguration<Class>
{
    public void Configure(EntityTypeBuilder<Class> builder)
    {
        builder.Property(c => c.SourcedId).HasMaxLength(Mapping.SourcedIdLength);
        builder.Property(c => c.Title).HasMaxLength(Mapping.NameLength);
        builder.Property(c => c.ClassCode).HasMaxLength(64);
        builder.Property(c => c.Periods).HasMaxLength(64);
        builder.HasIndex(c => new { c.SourceId, c.SourcedId }).IsUnique();
        builder.HasIndex(c => c.SessionId);
        builder.HasIndex(c => c.OrgId);
        builder.HasOne(c => c.Org).WithMany().HasForeignKey(c => c.OrgId);
        builder.HasOne(c => c.Course).WithMany().HasForeignKey(c => c.CourseId);
        builder.HasOne(c => c.Session).WithMany().HasForeignKey(c => c.SessionId);
        builder.RestrictDeletes();
    }
}

internal sealed class EnrollmentConfiguration : IEntityTypeConfiguration<Enrollment>
{
    public void Configure(EntityTypeBuilder<Enrollment> builder)
    {
        builder.Property(e => e.SourcedId).HasMaxLength(Mapping.SourcedIdLength);
        builder.HasIndex(e => new { e.SourceId, e.SourcedId }).IsUnique();
        builder.HasIndex(e => new { e.ClassId, e.StudentId });
        builder.HasIndex(e => new { e.StudentId, e.ClassId });
        builder.HasOne(e => e.Student).WithMany().HasForeignKey(e => e.StudentId);
        builder.HasOne(e => e.Class).WithMany().HasForeignKey(e => e.ClassId);
        builder.RestrictDeletes();
    }
}

internal sealed class StaffMemberConfiguration : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> builder)
    {
        builder.ToTable("Staff");
        builder.Property(s => s.SourcedId).HasMaxLength(Mapping.SourcedIdLength);
        builder.Property(s => s.GivenName).HasMaxLength(Mapping.NameLength);
        builder.Property(s => s.FamilyName).HasMaxLength(Mapping.NameLength);
        builder.Property(s => s.Email).HasMaxLength(256);
        builder.Property(s => s.Role).HasMaxLength(64);
        builder.HasIndex(s => new { s.SourceId, s.SourcedId }).IsUnique();
        builder.HasOne(s => s.Org).WithMany().HasForeignKey(s => s.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ClassAssignmentConfiguration : IEntityTypeConfiguration<ClassAssignment>
{
    public void Configure(EntityTypeBuilder<ClassAssignment> builder)
    {
        builder.HasIndex(a => new { a.StaffId, a.ClassId });
        builder.HasIndex(a => a.ClassId);
        builder.HasOne(a => a.Staff).WithMany().HasForeignKey(a => a.StaffId);
        builder.HasOne(a => a.Class).WithMany().HasForeignKey(a => a.ClassId);
        builder.RestrictDeletes();
    }
}

internal sealed class CaseloadEntryConfiguration : IEntityTypeConfiguration<CaseloadEntry>
{
    public void Configure(EntityTypeBuilder<CaseloadEntry> builder)
    {
        builder.HasIndex(c => new { c.StaffId, c.StudentId });
        builder.HasIndex(c => c.StudentId);
        builder.HasOne(c => c.Staff).WithMany().HasForeignKey(c => c.StaffId);
        builder.HasOne(c => c.Student).WithMany().HasForeignKey(c => c.StudentId);
        builder.RestrictDeletes();
    }
}
