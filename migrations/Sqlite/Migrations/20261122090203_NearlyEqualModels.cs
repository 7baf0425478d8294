using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EarlyWarning.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class NearlyEqualModels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte>(
                name: "Rivals",
                table: "Scores",
                type: "INTEGER",
                nullable: false,
                defaultValue: (byte)0
            );

            migrationBuilder.AddColumn<byte>(
                name: "RivalsAgree",
                table: "Scores",
                type: "INTEGER",
                nullable: false,
                defaultValue: (byte)0
            );

            migrationBuilder.AddColumn<byte[]>(
                name: "RivalContent",
                table: "ModelVersions",
                type: "BLOB",
                nullable: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "Rivals", table: "Scores");

            migrationBuilder.DropColumn(name: "RivalsAgree", table: "Scores");

            migrationBuilder.DropColumn(name: "RivalContent", table: "ModelVersions");
        }
    }
}
