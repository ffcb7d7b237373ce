# SPDX-License-Identifier: Apache-2.0
"""The official rules of electronic invoices: XML Schema of UBL 2.1, EN 16931 (CEN) and Peppol BIS
Billing 3.0 as published in Maven packages (pom.xml), run by saxonche and lxml. A rule that is only
a warning counts like one that is fatal, and a rule set that looks at nothing is a finding itself.
"""

import pathlib
import re
import shutil
import subprocess
import zipfile

import lxml.etree
import saxonche

HERE = pathlib.Path(__file__).resolve().parent
RELEASE = "external/schematron/openpeppol/2026.5/xslt/"
RULE_SETS = {"EN 16931": "CEN-EN16931-UBL.xslt", "Peppol": "PEPPOL-EN16931-UBL.xslt"}
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
# Schemas that UBL's import by namespace alone.
IMPORTED = {
    "urn:un:unece:uncefact:data:specification:CoreComponentTypeSchemaModule:2":
        "CCTS_CCT_SchemaModule.xsd",
    "http://www.w3.org/2000/09/xmldsig#": "xmldsig-core-schema.xsd",
    "http://uri.etsi.org/01903/v1.3.2#": "XAdES01903v132-201601.xsd",
    "http://uri.etsi.org/01903/v1.4.1#": "XAdES01903v141-201601.xsd"}


def fetched(folder):
    """The packages of pom.xml, unpacked below `folder`."""
    jars, files = folder / "jars", folder / "files"
    wanted = re.findall(r"<artifactId>(\S+)</artifactId>\s*<version>(\S+)</version>",
                        (HERE / "pom.xml").read_text())[1:]
    names = [jars / f"{artifact}-{version}.jar" for artifact, version in wanted]
    if not all(name.exists() for name in names):
        subprocess.run(
            ["mvn", "-q", "-B", "-f", HERE / "pom.xml",
             "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies",
             "-DexcludeTransitive=true", f"-DoutputDirectory={jars.resolve()}"], check=True)
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir(parents=True)
    for name in names:
        with zipfile.ZipFile(name) as jar:
            for member in jar.namelist():
                if member.startswith("external/schemas/ubl21/") and member.endswith(".xsd"):
                    target = files / "/".join(member.split("/")[3:])
                elif member.startswith("schemas/") and member.endswith(".xsd"):
                    target = files / "common" / pathlib.Path(member).name
                elif member.startswith(RELEASE) and member.endswith(".xslt"):
                    target = files / pathlib.Path(member).name
                else:
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(located(jar.read(member).decode("utf-8")), encoding="utf-8")
    return files


def located(schema):
    """A schema whose imports say where what they import is."""
    for namespace, file in IMPORTED.items():
        schema = re.sub(rf'(<(?:xsd?:|xs:)?import\s+namespace="{re.escape(namespace)}")'
                        rf'(\s+schemaLocation="[^"]*")?', rf'\1 schemaLocation="{file}"', schema)
    return schema


class Rules:
    """All rules, compiled once."""

    def __init__(self, folder):
        files = fetched(folder)
        self.saxon = saxonche.PySaxonProcessor(license=False)
        self.rule_sets = {
            name: self.saxon.new_xslt30_processor().compile_stylesheet(
                stylesheet_file=str(files / file)) for name, file in RULE_SETS.items()}
        parser = lxml.etree.XMLParser(no_network=True, load_dtd=False)
        self.schemas = {
            kind: lxml.etree.XMLSchema(
                lxml.etree.parse(str(files / "maindoc" / f"UBL-{kind}-2.1.xsd"), parser))
            for kind in ("Invoice", "CreditNote")}
        self.fired = 0

    def found(self, path):
        """Every broken rule of one file, as sentences."""
        document = lxml.etree.parse(str(path))
        kind = lxml.etree.QName(document.getroot()).localname
        faults = []
        if not self.schemas[kind].validate(document):
            faults += [f"XSD: {one.message} (line {one.line})"
                       for one in self.schemas[kind].error_log]
        node = self.saxon.parse_xml(xml_file_name=str(path))
        for name, stylesheet in self.rule_sets.items():
            report = lxml.etree.fromstring(
                stylesheet.transform_to_string(xdm_node=node).encode("utf-8"))
            fired = len(report.findall(f".//{SVRL}fired-rule"))
            self.fired += fired
            if fired == 0:
                faults.append(f"{name}: no rule looked at it")
            for one in report.iter(f"{SVRL}failed-assert", f"{SVRL}successful-report"):
                text = " ".join("".join(one.itertext()).split())
                faults.append(f"{name} {one.get('flag')} {one.get('id')}: {text} at "
                              f"{one.get('location')[-120:]}")
        return faults
