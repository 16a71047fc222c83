"""Amazon Redshift."""

from collections.abc import Mapping
from typing import ClassVar

from sqlglot.dialects.redshift import Redshift as SqlglotRedshift

from seltzer_dialects.base import paragraphs, words
from seltzer_dialects.information_schema import InformationSchema
from seltzer_dialects.warehouse import COMMON_RESERVED, Warehouse
from seltzer_specs.names import NameCase


class Redshift(Warehouse):
    """Amazon Redshift, provisioned and serverless."""

    name = "redshift"
    TITLE = "Amazon Redshift"
    EXTRA = "redshift"
    DRIVER = "redshift-connector"
    OPTIONS = words("""
        host port username user password database access_key_id secret_access_key session_token
        region connection_timeout
        """)
    GAPS = paragraphs("""
        Averages are of double precision: the engine cuts those of whole numbers and of decimals.
        """)
    sqlglot = SqlglotRedshift
    NAME_CASE: ClassVar[NameCase] = "lower"
    AVERAGE_IS_CUT = True
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {"bpchar": "character", "float": "double"}
    # https://docs.aws.amazon.com/redshift/latest/dg/r_pg_keywords.html
    RESERVED = COMMON_RESERVED | words("""
        aes128 aes256 allowoverwrite analyse analyze backup binary blanksasnull bytedict bzip2
        credentials current_user_id deflate defrag delta delta32k disable do emptyasnull enable
        encode encrypt encryption explicit freeze globaldict256 globaldict64k gzip identity ignore
        ilike initially isnull language lun luns lzo lzop minus mostly16 mostly32 mostly8 new
        notnull nulls off offline oid old open overlaps parallel percent permissions pivot placing
        raw readratio recover rejectlog resort respect restore similar snapshot sysdate system tag
        tdes text255 text32k truncatecolumns unpivot verbose wallet without
        """)
    CATALOGUE = InformationSchema(
        current="CURRENT_SCHEMA()",
        columns="svv_columns",
        hidden=("information_schema", "pg_catalog", "pg_internal"),
    )
