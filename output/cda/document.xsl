<?xml version="1.0" encoding="UTF-8"?>
<!-- A CDA document as a page of HTML: who it is of, its sections as they stand, who wrote it. It needs no other file. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:h="urn:hl7-org:v3"
                exclude-result-prefixes="h">
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

  <xsl:template match="/h:ClinicalDocument">
    <html lang="en-GB">
      <head>
        <title><xsl:value-of select="h:title"/></title>
        <style>
          body { font: 14px/1.35 Arial, Helvetica, sans-serif; color: #212b32; margin: 0; background: #fff; }
          header { background: #005eb8; color: #fff; padding: 10px 20px; }
          header h1 { font-size: 20px; margin: 0 0 4px; } header p { margin: 1px 0; }
          main { padding: 0 20px 12px; } h2 { font-size: 16px; margin: 12px 0 4px; color: #005eb8; }
          p, ul { margin: 2px 0 2px; } ul { padding-left: 18px; }
          table { border-collapse: collapse; margin: 4px 0 6px; } caption { text-align: left; font-weight: bold; }
          th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #d8dde0; padding: 2px 14px 2px 0; }
          th { color: #4c6272; font-weight: normal; } .when { white-space: nowrap; } .nothing { color: #4c6272; }
        </style>
      </head>
      <body>
        <header>
          <h1><xsl:value-of select="h:title"/></h1>
          <xsl:apply-templates select="h:recordTarget/h:patientRole"/>
          <p>
            <xsl:text>Written </xsl:text>
            <xsl:call-template name="when"><xsl:with-param name="at" select="h:effectiveTime/@value"/></xsl:call-template>
            <xsl:if test="h:versionNumber/@value &gt; 1">, version <xsl:value-of select="h:versionNumber/@value"/></xsl:if>
            <xsl:text>. Test data: nobody in it exists.</xsl:text>
          </p>
        </header>
        <main><xsl:apply-templates select="h:component/h:structuredBody/h:component/h:section"/></main>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="h:patientRole">
    <p>
      <strong><xsl:call-template name="name"><xsl:with-param name="of" select="h:patient/h:name"/></xsl:call-template></strong>
      <xsl:text>, born </xsl:text>
      <xsl:call-template name="when"><xsl:with-param name="at" select="h:patient/h:birthTime/@value"/></xsl:call-template>
      <xsl:text>, </xsl:text><xsl:value-of select="h:patient/h:administrativeGenderCode/@displayName"/>
      <xsl:text>, NHS number </xsl:text>
      <xsl:variable name="number" select="h:id[@root='2.16.840.1.113883.2.1.4.1']/@extension"/>
      <xsl:choose>
        <xsl:when test="$number">
          <xsl:value-of select="concat(substring($number, 1, 3), ' ', substring($number, 4, 3), ' ', substring($number, 7))"/>
        </xsl:when>
        <xsl:otherwise>not known yet</xsl:otherwise>
      </xsl:choose>
    </p>
    <p>
      <xsl:for-each select="h:addr/*"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="."/></xsl:for-each>
    </p>
  </xsl:template>

  <xsl:template match="h:section">
    <section>
      <h2><xsl:value-of select="h:title"/></h2>
      <div>
        <xsl:if test="@nullFlavor"><xsl:attribute name="class">nothing</xsl:attribute></xsl:if>
        <xsl:apply-templates select="h:text/node()"/>
      </div>
    </section>
  </xsl:template>

  <xsl:template match="h:table|h:thead|h:tbody|h:tr|h:th|h:td|h:caption">
    <xsl:element name="{local-name()}"><xsl:apply-templates/></xsl:element>
  </xsl:template>
  <xsl:template match="h:td[substring(., 3, 1) = '-' and substring(., 7, 1) = '-' and string-length(.) &lt; 18]">
    <td class="when"><xsl:apply-templates/></td>
  </xsl:template>
  <xsl:template match="h:paragraph"><p><xsl:apply-templates/></p></xsl:template>
  <xsl:template match="h:list"><ul><xsl:apply-templates/></ul></xsl:template>
  <xsl:template match="h:item"><li><xsl:apply-templates/></li></xsl:template>

  <xsl:template name="name">
    <xsl:param name="of"/>
    <xsl:for-each select="$of/*"><xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if><xsl:value-of select="."/></xsl:for-each>
  </xsl:template>

  <xsl:template name="when">
    <xsl:param name="at"/>
    <xsl:value-of select="concat(number(substring($at, 7, 2)), ' ',
      substring('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * number(substring($at, 5, 2)) - 2, 3), ' ', substring($at, 1, 4))"/>
    <xsl:if test="string-length($at) &gt; 8">
      <xsl:value-of select="concat(' ', substring($at, 9, 2), ':', substring($at, 11, 2))"/>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
