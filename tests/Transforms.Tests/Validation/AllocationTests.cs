namespace Gateway.Transforms.Tests.Validation;

public sealed class AllocationTests
{
    private const string Schema = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "id": { "type": "string", "format": "uuid" },
            "email": { "type": "string", "format": "email", "maxLength": 254 },
            "date": { "type": "string", "format": "date" },
            "at": { "type": "string", "format": "date-time" },
            "reason": { "enum": ["ghosting", "no-show", "other"] },
            "phone": { "type": "string", "pattern": "^\\+[1-9][0-9]{6,14}$" },
            "comment": { "type": "string", "minLength": 1, "maxLength": 1000 },
            "amount": { "type": "number", "minimum": 0, "exclusiveMaximum": 1e6, "multipleOf": 0.01 },
            "attempts": { "type": "integer", "minimum": 0 },
            "tags": { "type": "array", "items": { "type": "string", "maxLength": 20 }, "uniqueItems": true, "contains": { "const": "report" } },
            "address": { "$ref": "#/$defs/address" }
          },
          "required": ["id", "email", "date", "reason"],
          "dependentRequired": { "amount": ["attempts"] },
          "patternProperties": { "^x-": { "type": "string" } },
          "additionalProperties": false,
          "oneOf": [ { "properties": { "reason": { "const": "other" } }, "required": ["comment"] }, { "not": { "properties": { "reason": { "const": "other" } } } } ],
          "$defs": { "address": { "type": "object", "properties": { "city": { "type": "string" }, "lines": { "type": "array", "items": { "type": "string" }, "maxItems": 4 } }, "required": ["city"] } }
        }
        """;

    private const string Extended = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://schemas.example.com/extended",
          "$ref": "base",
          "if": { "properties": { "reason": { "const": "ghosting" } } },
          "then": { "properties": { "comment": true } },
          "anyOf": [ { "properties": { "at": { "type": "string" } } }, { "properties": { "amount": { "type": "number" } } } ],
          "properties": { "tags": { "prefixItems": [true], "contains": { "pattern": "^[a-z]+$" }, "unevaluatedItems": { "type": "string" } } },
          "patternProperties": { "^(x-|attempts$)": true },
          "unevaluatedProperties": false,
          "$defs": {
            "address": { "$dynamicAnchor": "address", "properties": { "city": { "type": "string" }, "lines": true }, "unevaluatedProperties": false },
            "base": {
              "$id": "base",
              "properties": { "id": true, "email": { "format": "email" }, "date": { "format": "date" }, "reason": true, "phone": true, "address": { "$dynamicRef": "#address" } },
              "required": ["id", "address"],
              "$defs": { "any": { "$dynamicAnchor": "address" } }
            }
          }
        }
        """;

    [Theory]
    [InlineData(Schema)]
    [InlineData(Extended)]
    public void IsValid_OfAnOrdinaryReport_AllocatesNothing(string schema)
    {
        var report = $$"""
            {
              "id": "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "email": "joe.bloggs@example.com", "date": "2024-03-26", "at": "2024-03-26T08:30:06.25+01:00",
              "reason": "ghosting", "phone": "+4915112345678", "comment": "{{new string('x', 560)}}", "amount": 12.50, "attempts": 3,
              "tags": ["report", "hr", "urgent", "\u00e9t\u00e9"], "address": { "city": "Z\u00fcrich", "lines": ["Bahnhofstrasse 1", "Postfach"] }, "x-source": "legacy"
            }
            """;
        report.Length.ShouldBeInRange(900, 1300);
        var plan = Schemas.Plan(schema);
        using var body = Schemas.Body(report);

        // Pools are filled on the way.
        for (var i = 0; i < 200; i++)
        {
            plan.IsValid(body).ShouldBeTrue();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var valid = true;
        for (var i = 0; i < 100; i++)
        {
            valid &= plan.IsValid(body);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        valid.ShouldBeTrue();
    }
}
